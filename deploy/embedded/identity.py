"""Telling our processes from everybody else's, also after the supervisor that started them is gone.

A process id alone proves nothing: it is given out again. A process is ours when id, start time and command
line are the recorded ones.
"""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import psutil

# The start time is computed from the boot time, which follows corrections of the clock.
START_TIME_TOLERANCE = 2.0  # seconds
KILL_PATIENCE = 5.0  # seconds for the kernel to end what was killed
MARK = "PORTAL_SUPERVISED_BY"


@dataclass(frozen=True)
class Identity:
    """One process: id, start time (seconds since the epoch), command line, program file."""

    pid: int
    started: float
    command: str
    program: str

    @classmethod
    def of(cls, pid: int, argv: Iterable[str]) -> "Identity":
        """Record a process just started with `argv`.

        Raises:
            psutil.NoSuchProcess: when it has ended already.
        """
        process = psutil.Process(pid)
        return cls(pid, process.create_time(), " ".join(argv), process.exe())

    def find(self) -> psutil.Process | None:
        """Return the process if it still runs, None if it has ended or its id now belongs to another."""
        try:
            process = psutil.Process(self.pid)
            same_start = abs(process.create_time() - self.started) <= START_TIME_TOLERANCE
            # nginx puts a title before its command line.
            same_command = self.command in " ".join(process.cmdline())
            alive = process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return None
        return process if same_start and same_command and alive else None

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        return asdict(self)


def family(identity: Identity, mark: str) -> list[psutil.Process]:
    """Return the processes that belong to a program, beside its first one.

    They are the members of its process group that run the same program file, and whatever carries the
    program's mark in its environment (FFmpeg has groups of its own), whether or not the first process lives.

    Args:
        identity: the program's first process, leader of its group.
        mark: value of the environment variable `MARK` that the program was started with.
    """
    # If the id is a stranger's now, so would be a group of that number.
    group = None if identity.find() is None and psutil.pid_exists(identity.pid) else identity.pid
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in (identity.pid, os.getpid())
        and (_in_group(process, group, identity.program) or _is_marked(process, mark))
    ]


def _in_group(process: psutil.Process, group: int | None, program: str) -> bool:
    try:
        return os.getpgid(process.pid) == group and process.exe() == program
    except (psutil.Error, ProcessLookupError):
        return False


def _is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(MARK) == mark
    except psutil.Error:
        return False


def kill(processes: Iterable[psutil.Process]) -> None:
    """End processes at once, and return when they have ended."""
    processes = list(processes)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _wait(processes, KILL_PATIENCE)


def _wait(processes: Iterable[psutil.Process], patience: float) -> bool:
    """Wait until all have ended; whether they did in time. Somebody else's zombies have."""
    deadline = time.monotonic() + patience
    while any(_is_alive(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@dataclass(frozen=True)
class Recorded:
    """A program as the state file keeps it."""

    name: str
    identity: Identity
    mark: str
    stop_signal: int

    @classmethod
    def all_in(cls, state: Mapping[str, Any]) -> Iterator["Recorded"]:
        """Read the programs of a state file, in the order in which they were started."""
        for name, entry in state.get("programs", {}).items():
            yield cls(name, Identity(**entry["identity"]), entry["mark"], entry["stop_signal"])

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        return {"identity": self.identity.as_json(), "mark": self.mark, "stop_signal": self.stop_signal}


def stop_stale(state: Mapping[str, Any], *, patience: float = 15.0) -> list[str]:
    """Stop what a supervisor that was killed left running.

    Args:
        state: what it wrote down.
        patience: seconds that each program has to end on its own; then it is killed.

    Returns:
        The names of the programs that were still there.
    """
    stopped = []
    for recorded in reversed(list(Recorded.all_in(state))):
        process = recorded.identity.find()
        members = family(recorded.identity, recorded.mark)
        if process is None and not members:
            continue
        stopped.append(recorded.name)
        if process is not None:
            process.send_signal(recorded.stop_signal)
            if not _wait([process], patience):
                kill([process])
        kill(members)
    return stopped
