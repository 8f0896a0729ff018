"""The one place that starts programs.

A program gets an argument list (never a shell), an empty standard input, a minimal environment, its own
session, limits, and a deadline. Whatever ends the run early — deadline, cancellation, an exception or a
signal in the caller — ends the whole process group, and only that group (spec/pipeline.md §20, H8 and H19).
"""

from __future__ import annotations

import logging
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

logger = logging.getLogger(__name__)

STDERR_TAIL = 4096
MAX_OUTPUT = 16 * 1024 * 1024
TICK = 1.0
POLL = 0.2
GRACE = 2.0
_LAUNCHER = str(Path(__file__).with_name("launcher.py"))
_READ_SIZE = 65536

Command = Sequence[str | int]


class ProgramError(Exception):
    """A program did not do its work.

    Attributes:
        program: the name it was started by.
        stderr: the last characters of its standard error, ``""`` if there were none.
    """

    def __init__(self, message: str, *, program: str, stderr: str = "") -> None:
        super().__init__(message)
        self.program = program
        self.stderr = stderr


class ProgramMissingError(ProgramError):
    """The program is not installed or not executable."""


class ProgramTimeoutError(ProgramError):
    """The program was ended because its time was over."""


class ProgramFailedError(ProgramError):
    """The program ended with a non-zero exit code, by a signal, or wrote more than allowed.

    Attributes:
        returncode: its exit code, or the negative number of the signal that ended it.
    """

    def __init__(self, message: str, *, program: str, stderr: str = "", returncode: int) -> None:
        super().__init__(message, program=program, stderr=stderr)
        self.returncode = returncode


class CancelledError(Exception):
    """Raised by a callback to end the program it watches; passes through the runner unchanged."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one process; 0 is no limit.

    Attributes:
        cpu_seconds: processor time of the process, over all its threads.
        address_space: bytes of virtual memory.
        file_size: bytes of any file it writes.
        niceness: added to the scheduling priority of the caller, 0 to 19.
    """

    cpu_seconds: int = 0
    address_space: int = 0
    file_size: int = 0
    niceness: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What a successful program left behind; `duration` is in seconds of wall-clock time."""

    stdout: bytes
    stderr: str
    duration: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far FFmpeg got: seconds of output written, and its speed (1.0 is real time) if known yet."""

    seconds: float
    speed: float | None


def run(
    command: Command,
    *,
    timeout: float,
    on_line: Callable[[bytes], None] | None = None,
    on_data: Callable[[bytes], None] | None = None,
    on_tick: Callable[[], None] | None = None,
    cwd: Path | None = None,
    limits: Limits | None = None,
    max_output: int = MAX_OUTPUT,
    variables: Mapping[str, str] | None = None,
) -> Result:
    """Run a program to its end.

    Args:
        command: program and arguments; numbers are passed as text.
        timeout: seconds of wall-clock time it may take.
        on_line: called with each line of standard output, without its end; standard output is then not kept.
        on_data: the same with standard output as it comes, for output without lines; instead of `on_line`.
        on_tick: called about once a second, also while the program is silent. Each callback ends the program
            by raising, which is how to cancel.
        cwd: working directory.
        limits: none by default.
        max_output: bytes of standard output that are kept at most; more is a failure.
        variables: of its environment, besides the search path and the locale.

    Raises:
        ProgramMissingError, ProgramTimeoutError, ProgramFailedError: see there.
    """
    arguments = [str(argument) for argument in command]
    started = time.monotonic()
    process = _start(arguments, cwd=cwd, limits=limits or Limits(), variables=variables or {})
    pump = _Pump(process, program=arguments[0], on_line=on_line, on_data=on_data, max_output=max_output)
    try:
        _watch(pump, deadline=started + timeout, on_tick=on_tick)
    except BaseException:
        pump.terminate()
        raise
    finally:
        pump.kill()
        returncode = process.wait()
        pump.close()
    duration = time.monotonic() - started
    if returncode:
        raise ProgramFailedError(
            _describe_exit(arguments[0], returncode),
            program=arguments[0],
            stderr=pump.stderr,
            returncode=returncode,
        )
    logger.debug("%s ended after %.2f s", arguments[0], duration)
    return Result(stdout=bytes(pump.stdout), stderr=pump.stderr, duration=duration)


def run_ffmpeg(
    command: Command,
    *,
    timeout: float,
    on_progress: Callable[[Progress], None] | None = None,
    cwd: Path | None = None,
    limits: Limits | None = None,
) -> Result:
    """Run FFmpeg without a terminal and with machine-readable progress.

    Args:
        command: an FFmpeg command line; the options for this are put behind the program.
        on_progress: called about once a second with the latest progress; cancels by raising.

    Raises:
        ProgramMissingError, ProgramTimeoutError, ProgramFailedError: see there.
    """
    reader = ProgressReader()
    extras = ["-nostdin", "-hide_banner", "-nostats", "-progress", "pipe:1"]
    return run(
        [command[0], *extras, *command[1:]],
        timeout=timeout,
        on_line=reader.feed,
        on_tick=None if on_progress is None else lambda: on_progress(reader.progress),
        cwd=cwd,
        limits=limits,
    )


class ProgressReader:
    """Collects the ``key=value`` lines that ``ffmpeg -progress`` writes."""

    def __init__(self) -> None:
        self.progress = Progress(seconds=0.0, speed=None)

    def feed(self, line: bytes) -> None:
        """Take one line; anything that is not a known key with a number is ignored."""
        key, _, value = line.decode("ascii", "replace").partition("=")
        number = _number(value.strip().removesuffix("x"))
        if number is None:
            return
        if key == "out_time_us":
            self.progress = Progress(seconds=max(0.0, number / 1_000_000), speed=self.progress.speed)
        elif key == "speed":
            self.progress = Progress(seconds=self.progress.seconds, speed=number)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _start(
    arguments: list[str], *, cwd: Path | None, limits: Limits, variables: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    search_path = os.pathsep.join(os.get_exec_path())
    program = shutil.which(arguments[0], path=search_path)
    if program is None:
        raise ProgramMissingError(f"{arguments[0]} is not installed", program=arguments[0])
    numbers = (os.getpid(), limits.niceness, limits.cpu_seconds, limits.address_space, limits.file_size)
    launch = [sys.executable, "-I", "-S", _LAUNCHER, *map(str, numbers), str(Path(program).absolute())]
    return subprocess.Popen(
        [*launch, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={"PATH": search_path, "LC_ALL": "C.UTF-8", **variables},
        start_new_session=True,
    )


def _watch(pump: _Pump, *, deadline: float, on_tick: Callable[[], None] | None) -> None:
    """Read what the program writes until it has ended."""
    next_tick = time.monotonic() + TICK
    while not pump.ended():
        now = time.monotonic()
        if now >= deadline:
            message = f"{pump.program} did not end in time"
            raise ProgramTimeoutError(message, program=pump.program, stderr=pump.stderr)
        pump.read(max(0.0, min(POLL, next_tick - now, deadline - now)))
        if time.monotonic() >= next_tick:
            next_tick = time.monotonic() + TICK
            if on_tick:
                on_tick()
    pump.kill()
    pump.drain()


class _Pump:
    """A running process group, and its output moved into bounded memory."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        *,
        program: str,
        on_line: Callable[[bytes], None] | None,
        on_data: Callable[[bytes], None] | None,
        max_output: int,
    ) -> None:
        self.program = program
        self.stdout = bytearray()
        self._process = process
        self._on_line = on_line
        self._on_data = on_data
        self._max_output = max_output
        self._tail = bytearray()
        self._selector = selectors.DefaultSelector()
        self._streams = [stream for stream in (process.stdout, process.stderr) if stream]
        for stream in self._streams:
            self._selector.register(stream, selectors.EVENT_READ, data=stream)

    @property
    def stderr(self) -> str:
        return self._tail.decode("utf-8", "ignore")

    def ended(self) -> bool:
        """Whether the process has ended. It is not reaped, so its group number cannot be taken by another."""
        try:
            return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def terminate(self) -> None:
        """Ask the group to end, and give it a moment to do so."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while not self.ended():
            if time.monotonic() >= deadline:
                logger.warning("%s (process group %d) ignored SIGTERM", self.program, self._process.pid)
                return
            time.sleep(0.02)

    def kill(self) -> None:
        """End every process of the group that is left."""
        self._signal(signal.SIGKILL)

    def read(self, seconds: float) -> None:
        """Wait at most `seconds` for output and take it. Once the streams have ended only time passes."""
        if not self._selector.get_map():
            time.sleep(min(seconds, 0.02))
            return
        for key, _ in self._selector.select(seconds):
            self._take(key.data)

    def drain(self) -> None:
        """Take what is left in the pipes; a process that escaped the group may hold them open, but not us."""
        deadline = time.monotonic() + GRACE
        while self._selector.get_map() and time.monotonic() < deadline:
            ready = self._selector.select(0)
            if not ready:
                break
            for key, _ in ready:
                self._take(key.data)
        if self._on_line and self.stdout:
            self._on_line(bytes(self.stdout))
            self.stdout.clear()

    def close(self) -> None:
        self._selector.close()
        for stream in self._streams:
            stream.close()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            logger.debug("process group %d is gone", self._process.pid)

    def _take(self, stream: IO[bytes]) -> None:
        data = os.read(stream.fileno(), _READ_SIZE)
        if not data:
            self._selector.unregister(stream)
        elif stream is self._process.stderr:
            self._tail += data
            del self._tail[:-STDERR_TAIL]
        elif self._on_data is not None:
            self._on_data(data)
        else:
            self.stdout += data
            self._check_output()

    def _check_output(self) -> None:
        if self._on_line is not None:
            *lines, rest = self.stdout.split(b"\n")
            self.stdout = bytearray(rest)
            for line in lines:
                self._on_line(bytes(line))
        if len(self.stdout) > self._max_output:
            raise ProgramFailedError(
                f"{self.program} wrote more than {self._max_output} bytes",
                program=self.program,
                stderr=self.stderr,
                returncode=-signal.SIGPIPE,
            )


def _describe_exit(program: str, returncode: int) -> str:
    if returncode > 0:
        return f"{program} ended with exit code {returncode}"
    return f"{program} was ended by signal {signal.Signals(-returncode).name}"
