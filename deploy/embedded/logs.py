"""Output of the programs: a rotated file each, and the terminal with coloured names."""

import itertools
import logging
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

FILE_SIZE = 10 * 1024 * 1024  # bytes
FILES_KEPT = 3
LINES_REMEMBERED = 30

CLEAR_LINE = "\r\033[K"
_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92)


class Terminal:
    """Writes lines for the person at the terminal, and goes quiet when nobody is there any more."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.coloured = self.stream.isatty()
        self._colours = itertools.cycle(_COLOURS)
        self._prefixes: dict[str, str] = {}
        self._unfinished = False
        self._gone = False

    def say(self, line: str) -> None:
        """Write a line of our own."""
        self._write(f"{line}\n")

    def echo(self, name: str, line: str) -> None:
        """Write a line of the program `name`."""
        if name not in self._prefixes:
            label = f"{name:<10}"
            self._prefixes[name] = f"\033[{next(self._colours)}m{label}\033[0m" if self.coloured else label
        self._write(f"{self._prefixes[name]} | {line}\n")

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Tell of a piece of work: on a terminal while it lasts, everywhere how long it took."""
        began = time.monotonic()
        if self.coloured:
            self._write(f"  {what} …")
            self._unfinished = True
        yield
        self.say(f"  {what:<52} {time.monotonic() - began:6.1f} s")

    def _write(self, text: str) -> None:
        if self._gone:
            return
        start = CLEAR_LINE if self._unfinished else ""
        self._unfinished = False
        try:
            self.stream.write(start + text)
            self.stream.flush()
        except OSError:  # The terminal was closed.
            self._gone = True


class ProgramLog:
    """The output of one program.

    Args:
        path: the file, rotated at `FILE_SIZE`.
        echo: called with the lines that are also for the terminal.
    """

    def __init__(self, path: Path, echo: Callable[[str], None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = RotatingFileHandler(
            path, maxBytes=FILE_SIZE, backupCount=FILES_KEPT, encoding="utf-8", errors="backslashreplace"
        )
        self._echo = echo
        self.recent: deque[str] = deque(maxlen=LINES_REMEMBERED)

    def write(self, line: str, *, echo: bool = False) -> None:
        """Keep a line, and show it when `echo` is set."""
        self._file.handle(logging.makeLogRecord({"msg": line}))
        self.recent.append(line)
        if echo:
            self._echo(line)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Lines:
    """Cuts a stream of bytes into lines of any length."""

    def __init__(self, receive: Callable[[str], None]) -> None:
        self._receive = receive
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes and pass on the lines that are complete."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._receive(line.decode("utf-8", "backslashreplace"))

    def end(self) -> None:
        """Pass on what came after the last line break."""
        if self._rest:
            self.feed(b"\n")
