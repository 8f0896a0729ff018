"""Starts the portal as a user would, with ``scripts/start``, and stops it again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 120  # seconds; the first start makes a database
STOP_WITHIN = 60
PASSED_ON = ("PATH", "HOME", "LANG", "FFMPEG_COMMAND", "FFPROBE_COMMAND", "PYTHONPATH")
"""Variables of the tests that the portal gets; not those of the tests' own services."""

READY = re.compile(r"The portal is ready after [\d.]+ s: (?P<url>http://\S+?)/?$")
PASSWORD = re.compile(r"^admin password: (?P<password>\S+)$")


@dataclass
class Portal:
    """A started portal.

    Attributes:
        data: its data folder.
        url: its address, without a slash at the end.
        user, password: of its administrator.
        lines: what it printed.
    """

    data: Path
    url: str = ""
    user: str = "admin"
    password: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether address and password have been printed."""
        return bool(self.url and self.password)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its programs."""
        state: dict[str, dict[str, str]] = json.loads((self.data / "run/state.json").read_text("utf-8"))
        return state["environment"]


@contextmanager
def started(data: Path, **settings: str) -> Iterator[Portal]:
    """Give a portal on an empty data folder; it is stopped, cleanly, at the end of the block."""
    command = [sys.executable, "scripts/start", "--data", str(data), "--port", str(free_port())]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    portal = Portal(data)
    reader = threading.Thread(target=_read, args=(process, portal), daemon=True)
    reader.start()
    try:
        _wait_until_known(process, portal)
        yield portal
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_WITHIN) == 0, portal.lines[-40:]
    finally:
        process.terminate()
        process.wait(STOP_WITHIN)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _read(process: subprocess.Popen[str], portal: Portal) -> None:
    for line in process.stdout or ():
        portal.lines.append(line.rstrip())
        if found := READY.search(line.rstrip()):
            portal.url = found["url"]
        if found := PASSWORD.search(line.rstrip()):
            portal.password = found["password"]


def _wait_until_known(process: subprocess.Popen[str], portal: Portal) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not portal.is_known:
        assert process.poll() is None, "\n".join(portal.lines)
        assert time.monotonic() < deadline, "\n".join(portal.lines)
        time.sleep(0.1)
