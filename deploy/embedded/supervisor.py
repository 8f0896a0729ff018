"""Starts programs, restarts those that crash, and stops them all."""

import asyncio
import contextlib
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from deploy.embedded import identity
from deploy.embedded.errors import PortalError
from deploy.embedded.identity import Identity, Recorded
from deploy.embedded.logs import Lines, ProgramLog, Terminal

READY_POLL = 0.05  # seconds between two questions whether a program is ready
START_ATTEMPTS = 3
DRAIN_PATIENCE = 1.0  # seconds for the last lines of an ended program

STDERR = 2


class ProgramError(PortalError):
    """A program did not start; the text ends with the last lines that it wrote."""

    def __init__(self, name: str, reason: str, output: Sequence[str]) -> None:
        super().__init__("\n".join([f"{name} {reason}", *output]))


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program to keep running.

    Args:
        name: for logs and the state file.
        argv: absolute path of the program, and its arguments.
        env: the whole environment.
        cwd: its working directory.
        user: user and group id to run as, None for the caller's.
        stop: signals that ask it to end, each with the seconds it then has. After the last it is killed.
        ready: tells whether it can be used; None when nothing but its life tells.
        settles_in: seconds that it has to live before it counts as started.
        ready_within: seconds that it may take to be ready.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    user: tuple[int, int] | None = None
    stop: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 10.0),)
    ready: Callable[[], Awaitable[bool]] | None = None
    settles_in: float = 0.0
    ready_within: float = 30.0


class _Process(asyncio.SubprocessProtocol):
    """One run of a program: its output, its end, and the closing of its pipes (orphans may hold these)."""

    def __init__(self, log: ProgramLog) -> None:
        self.exited = asyncio.Event()
        self.drained = asyncio.Event()
        # Standard output carries access logs and the like: for the file only.
        self._lines = {
            1: Lines(log.write),
            STDERR: Lines(lambda line: log.write(line, echo=True)),
        }

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._lines[fd].feed(data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd in self._lines:
            self._lines[fd].end()

    def process_exited(self) -> None:
        self.exited.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.drained.set()


@dataclass
class _Running:
    """What the supervisor knows of one program."""

    program: Program
    log: ProgramLog
    mark: str
    layer: int
    stop_requested: asyncio.Event = field(default_factory=asyncio.Event)
    keeper: asyncio.Task[None] | None = None
    transport: asyncio.SubprocessTransport | None = None
    recorded: Recorded | None = None
    began: float = 0.0
    is_ready: bool = False
    failures: int = 0

    @property
    def is_alive(self) -> bool:
        return self.transport is not None and self.transport.get_returncode() is None


class Supervisor:
    """Keeps programs running until told to stop.

    Args:
        log_dir: folder of `<program>.log`.
        terminal: for messages, and for the programs' standard error while `echo` is set.
        on_change: called with the running programs whenever one was started.
        first_delay, longest_delay: seconds before the first restart, doubled each time up to the longest.
        healthy_after: seconds of life after which the delay starts over.
    """

    def __init__(
        self,
        *,
        log_dir: Path,
        terminal: Terminal,
        on_change: Callable[[list[Recorded]], None] = lambda programs: None,
        first_delay: float = 0.5,
        longest_delay: float = 30.0,
        healthy_after: float = 60.0,
    ) -> None:
        self.echo = False
        self._log_dir = log_dir
        self._terminal = terminal
        self._on_change = on_change
        self._first_delay = first_delay
        self._longest_delay = longest_delay
        self._healthy_after = healthy_after
        self._token = secrets.token_hex(16)
        self._layers: list[list[_Running]] = []
        self._hurry = asyncio.Event()

    async def start(self, *programs: Program) -> None:
        """Start programs at once and return when all are ready.

        Raises:
            ProgramError: when one ends again and again or is not ready in time.
        """
        layer = [self._new(program) for program in programs]
        self._layers.append(layer)
        failed: list[BaseException] = []
        try:
            async with asyncio.TaskGroup() as group:
                for running in layer:
                    group.create_task(self._start(running))
        except* ProgramError as failures:
            failed = list(failures.exceptions)
        if failed:
            raise failed[0]

    async def stop(self) -> None:
        """Stop everything: what was started last first, programs that were started at once together."""
        while self._layers:
            await asyncio.gather(*(self._stop(running) for running in self._layers[-1]))
            self._layers.pop()

    def hurry(self) -> None:
        """Skip every patience: what does not end on its signals is killed at once."""
        self._hurry.set()

    def _new(self, program: Program) -> _Running:
        def show(line: str) -> None:
            if self.echo:
                self._terminal.echo(program.name, line)

        log = ProgramLog(self._log_dir / f"{program.name}.log", show)
        return _Running(program, log, mark=f"{self._token}/{program.name}", layer=len(self._layers))

    async def _start(self, running: _Running) -> None:
        running.keeper = asyncio.create_task(self._keep_running(running))
        program = running.program
        deadline = time.monotonic() + program.ready_within
        while not await self._is_ready(running):
            if running.failures >= START_ATTEMPTS:
                raise ProgramError(program.name, "does not start", running.log.recent)
            if time.monotonic() > deadline:
                reason = f"is not ready after {program.ready_within:g} s"
                raise ProgramError(program.name, reason, running.log.recent)
            await asyncio.sleep(READY_POLL)
        running.is_ready = True

    async def _is_ready(self, running: _Running) -> bool:
        program = running.program
        if not running.is_alive or time.monotonic() - running.began < program.settles_in:
            return False
        return program.ready is None or await program.ready()

    async def _keep_running(self, running: _Running) -> None:
        delay = self._first_delay
        while not running.stop_requested.is_set():
            running.began = time.monotonic()
            status = await self._run_once(running)
            if running.stop_requested.is_set():
                return
            if time.monotonic() - running.began >= self._healthy_after:
                delay = self._first_delay
            if not running.is_ready:
                running.failures += 1
                if running.failures >= START_ATTEMPTS:
                    return
            self._report(running, f"{_how_it_ended(status)}; starting it again in {delay:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(running.stop_requested.wait(), delay)
            delay = min(delay * 2, self._longest_delay)

    async def _run_once(self, running: _Running) -> int:
        """Run a program to its end and return its exit status, negative for a signal."""
        program = running.program
        user, group = program.user or (None, None)
        transport, process = await asyncio.get_running_loop().subprocess_exec(
            lambda: _Process(running.log),
            *program.argv,
            env={**program.env, identity.MARK: running.mark},
            cwd=program.cwd,
            user=user,
            group=group,
            extra_groups=[] if program.user else None,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        running.transport = transport
        self._record(running)
        await process.exited.wait()
        await self._end_family(running)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.drained.wait(), DRAIN_PATIENCE)
        transport.close()
        return transport.get_returncode() or 0

    def _record(self, running: _Running) -> None:
        program = running.program
        if running.transport is None:
            return
        try:
            started = Identity.of(running.transport.get_pid(), program.argv)
        except psutil.NoSuchProcess:
            return
        running.recorded = Recorded(
            name=program.name,
            identity=started,
            mark=running.mark,
            stop_signal=int(program.stop[0][0]),
            layer=running.layer,
        )
        self._on_change([each.recorded for layer in self._layers for each in layer if each.recorded])

    async def _end_family(self, running: _Running) -> None:
        """End what a program left behind."""
        if running.recorded is None:
            return
        members = await asyncio.to_thread(identity.family, running.recorded.identity, running.mark)
        await asyncio.to_thread(identity.kill, members)

    async def _stop(self, running: _Running) -> None:
        running.stop_requested.set()
        if running.keeper is None:
            return
        for stop_signal, patience in running.program.stop:
            if running.keeper.done():
                break
            self._signal(running, stop_signal)
            await self._wait(running.keeper, patience)
        if not running.keeper.done():
            self._report(running, "does not stop and is killed")
            self._signal(running, signal.SIGKILL)
        await running.keeper
        running.log.close()

    def _signal(self, running: _Running, stop_signal: signal.Signals) -> None:
        if running.transport and running.is_alive:
            with contextlib.suppress(ProcessLookupError):
                running.transport.send_signal(stop_signal)

    async def _wait(self, keeper: asyncio.Task[None], patience: float) -> None:
        hurry = asyncio.create_task(self._hurry.wait())
        await asyncio.wait({keeper, hurry}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()

    def _report(self, running: _Running, message: str) -> None:
        running.log.write(f"[supervisor] {message}")
        self._terminal.say(f"{running.program.name} {message}")


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with exit status {status}"
