"""Telling our processes from everybody else's, also after the supervisor that started them is gone.

A process id alone proves nothing: it is given out again. A process is ours when id, start time and command
line are the recorded ones.
"""

import contextlib
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import psutil

# The start time is computed from the boot time, which follows corrections of the clock.
START_TIME_TOLERANCE = 2.0  # seconds
KILL_PATIENCE = 5.0  # seconds for the kernel to end what was killed
MARK = "SUPERVISED_AS"


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


def family(identity: Identity, mark: str) -> list[psutil.Process]:
    """Return the processes that belong to a program, beside its first one.

    They are its descendants while it lives, the members of its process group that run the same program file,
    and whatever carries its mark in its environment (FFmpeg has groups of its own), also when it is gone.

    Args:
        identity: the program's first process, leader of its group.
        mark: value of the environment variable `MARK` that the program was started with.
    """
    first = identity.find()
    # If the id is a stranger's now, so would be a group of that number.
    group = None if first is None and psutil.pid_exists(identity.pid) else identity.pid
    descendants = _descendants(first) if first else set()
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in (identity.pid, os.getpid())
        and (
            process.pid in descendants
            or _in_group(process, group, identity.program)
            or _is_marked(process, mark)
        )
    ]


def _descendants(process: psutil.Process) -> set[int]:
    try:
        return {child.pid for child in process.children(recursive=True)}
    except psutil.NoSuchProcess:
        return set()


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


def kill(processes: Collection[psutil.Process]) -> None:
    """End processes at once, and return when they have ended."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _wait(processes, KILL_PATIENCE)


def _wait(processes: Collection[psutil.Process], patience: float) -> None:
    """Wait until all have ended, but not for ever. Somebody else's zombies have ended."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(_is_alive(process) for process in processes):
        time.sleep(0.02)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@dataclass(frozen=True)
class Recorded:
    """A program as the state file keeps it. Programs of a later layer use those of the earlier ones."""

    name: str
    identity: Identity
    mark: str
    stop_signal: int
    layer: int

    @classmethod
    def all_in(cls, state: Mapping[str, Any]) -> Iterator["Recorded"]:
        """Read the programs of a state file, in the order in which they were started."""
        for name, entry in state.get("programs", {}).items():
            yield cls(name=name, **{**entry, "identity": Identity(**entry["identity"])})

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        entry = asdict(self)
        del entry["name"]
        return entry


def as_state(programs: Iterable[Recorded]) -> dict[str, dict[str, Any]]:
    """The entry `programs` of the state file, which `Recorded.all_in` reads."""
    return {program.name: program.as_json() for program in programs}


def stop_stale(state: Mapping[str, Any], *, patience: float = 15.0) -> list[str]:
    """Stop what a supervisor that was killed left running.

    Args:
        state: what it wrote down.
        patience: seconds that the programs of a layer have to end on their own; then they are killed.

    Returns:
        The names of the programs that were still there.
    """
    programs = list(Recorded.all_in(state))
    layers = sorted({program.layer for program in programs}, reverse=True)
    return [
        name
        for layer in layers
        for name in _stop_layer([program for program in programs if program.layer == layer], patience)
    ]


def _stop_layer(programs: Iterable[Recorded], patience: float) -> list[str]:
    found = [(each, each.identity.find(), family(each.identity, each.mark)) for each in programs]
    firsts = [first for _, first, _ in found if first]
    for program, first, _ in found:
        if first:
            first.send_signal(program.stop_signal)
    _wait(firsts, patience)
    kill([*firsts, *(member for _, _, members in found for member in members)])
    return [program.name for program, first, members in found if first or members]
