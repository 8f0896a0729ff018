"""Programs are started, watched, started again and stopped."""

import asyncio
import io
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from deploy.embedded.identity import MARK, Recorded
from deploy.embedded.logs import Terminal
from deploy.embedded.supervisor import Program, ProgramError, Supervisor

FOREVER = "import time; time.sleep(60)"


def program(source: str, *arguments: object, **changes: object) -> Program:
    """A Python program; `name`, `stop`, `ready`, `ready_within` can be given."""
    values: dict[str, object] = {
        "name": "program",
        "argv": (sys.executable, "-u", "-c", source, *map(str, arguments)),
        "env": {},
        "cwd": Path("/"),
    }
    return Program(**(values | changes))  # type: ignore[arg-type]


class Bench:
    """A supervisor that is quick with everything, and what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = io.StringIO()
        self.recorded: list[Recorded] = []

    def run(self, use: Callable[[Supervisor], Awaitable[None]]) -> None:
        asyncio.run(self._run(use))

    async def _run(self, use: Callable[[Supervisor], Awaitable[None]]) -> None:
        supervisor = Supervisor(
            log_dir=self.folder,
            terminal=Terminal(self.output),
            on_change=self._remember,
            first_delay=0.05,
            longest_delay=0.2,
        )
        try:
            await use(supervisor)
        finally:
            await supervisor.stop()

    def _remember(self, recorded: list[Recorded]) -> None:
        self.recorded = recorded

    def log(self, name: str = "program") -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def process(self) -> psutil.Process:
        found = self.recorded[-1].identity.find()
        assert found
        return found


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.01)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_crashed_program_is_started_again_with_growing_delays(bench: Bench, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    crash = """
import sys, time
open(sys.argv[1], "a").write(f"{time.monotonic()}\\n")
time.sleep(.1)
sys.exit(3)
"""

    def times() -> list[float]:
        return [float(line) for line in starts.read_text(encoding="utf-8").split()] if starts.exists() else []

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(crash, starts))
        await until(lambda: len(times()) >= 4)

    bench.run(use)
    first, second, third = (later - earlier for earlier, later in zip(times()[:3], times()[1:4], strict=True))
    assert 0.05 <= first < second < third
    assert "program ended with exit status 3; starting it again in 0.05 s" in bench.output.getvalue()


def test_killed_program_is_started_again_and_the_signal_is_named(bench: Bench) -> None:
    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(FOREVER))
        first = bench.process()
        first.kill()
        await until(lambda: bench.recorded[-1].identity.pid != first.pid)

    bench.run(use)
    assert "program was ended by SIGKILL" in bench.output.getvalue()


def test_program_that_never_starts_is_reported_with_its_last_words(bench: Bench) -> None:
    async def never() -> bool:
        return False

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program("import sys; sys.exit('no such database')", ready=never))

    with pytest.raises(ProgramError, match=r"program does not start\n(.*\n)*no such database"):
        bench.run(use)


def test_program_that_is_not_ready_in_time_is_reported(bench: Bench) -> None:
    async def never() -> bool:
        return False

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(FOREVER, ready=never, ready_within=0.2))

    with pytest.raises(ProgramError, match=r"is not ready after 0\.2 s"):
        bench.run(use)


def test_program_that_ends_before_it_has_settled_is_reported(bench: Bench) -> None:
    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(
            program("import time; time.sleep(.1); raise SystemExit('broken')", settles_in=5)
        )

    with pytest.raises(ProgramError, match=r"program does not start\n(.*\n)*broken"):
        bench.run(use)


def test_start_returns_when_every_program_is_ready(bench: Bench, tmp_path: Path) -> None:
    flag = tmp_path / "flag"

    async def ready() -> bool:
        return flag.exists()

    async def use(supervisor: Supervisor) -> None:
        late = "import sys, time, pathlib; time.sleep(.2); pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
        await supervisor.start(program(late, flag, name="late", ready=ready), program(FOREVER, name="other"))
        assert flag.exists()

    bench.run(use)


def test_stop_lets_a_program_finish_its_work(bench: Bench) -> None:
    polite = """
import signal, sys, time
def end(*_):
    time.sleep(.1)
    print("finished")
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("begun")
time.sleep(60)
"""

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(polite))
        await until(lambda: "begun" in bench.log())

    bench.run(use)
    assert "finished" in bench.log()
    assert "killed" not in bench.output.getvalue()


def test_program_that_ignores_its_signals_is_killed(bench: Bench) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('begun'); time.sleep(60)"

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(deaf, stop=((signal.SIGTERM, 0.2),)))
        await until(lambda: "begun" in bench.log())

    bench.run(use)
    assert is_gone(bench.recorded[-1].identity.pid)
    assert "does not stop and is killed" in bench.output.getvalue()


def test_hurry_skips_the_patience(bench: Bench) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('begun'); time.sleep(60)"

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(deaf, stop=((signal.SIGTERM, 60),)))
        await until(lambda: "begun" in bench.log())
        supervisor.hurry()

    began = time.monotonic()
    bench.run(use)
    assert time.monotonic() - began < 10


def test_what_was_started_last_is_stopped_first(bench: Bench) -> None:
    order = bench.folder / "order"
    note = """
import signal, sys, time
def end(*_):
    open(sys.argv[1], "a").write(sys.argv[2] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("begun")
time.sleep(60)
"""

    async def use(supervisor: Supervisor) -> None:
        for name in ("database", "application"):
            await supervisor.start(program(note, order, name, name=name))
            await until(lambda name=name: "begun" in bench.log(name))  # type: ignore[misc]

    bench.run(use)
    assert order.read_text(encoding="utf-8").split() == ["application", "database"]


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1, start_new_session={new_session})
print("child", child.pid)
time.sleep(60)
"""


@pytest.mark.parametrize("new_session", [False, True], ids=["same group", "group of its own"])
@pytest.mark.parametrize("how", ["crash", "stop"])
def test_children_do_not_outlive_their_program(bench: Bench, new_session: bool, how: str) -> None:
    children: list[int] = []

    def saw_child() -> bool:
        words = bench.log().split()
        children[:] = [int(words[1])] if len(words) > 1 else []
        return bool(children)

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(PARENT.format(new_session=new_session)))
        await until(saw_child)
        if how == "crash":
            bench.process().kill()
            await until(lambda: is_gone(children[0]))

    bench.run(use)
    assert is_gone(children[0])


def test_programs_see_only_the_environment_that_they_are_given(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNRELATED_SECRET", "secret")
    show = f"import os; print(sorted(os.environ)); {FOREVER}"

    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(show, env={"GIVEN": "1", "LC_CTYPE": "C.UTF-8"}))
        await until(lambda: "GIVEN" in bench.log())

    bench.run(use)
    assert bench.log().splitlines()[0] == str(["GIVEN", "LC_CTYPE", MARK])


def test_terminal_shows_standard_error_with_the_name_and_the_file_has_all(bench: Bench) -> None:
    speak = f"import sys; print('access'); print('trouble', file=sys.stderr); {FOREVER}"

    async def use(supervisor: Supervisor) -> None:
        supervisor.echo = True
        await supervisor.start(program(speak))
        await until(lambda: "trouble" in bench.log() and "access" in bench.log())

    bench.run(use)
    assert "program    | trouble\n" in bench.output.getvalue()
    assert "access" not in bench.output.getvalue()


def test_closed_terminal_does_not_disturb() -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    terminal = Terminal(Closed())
    terminal.say("nobody is there")
    terminal.echo("program", "any more")


def test_program_group_and_session_are_its_own(bench: Bench) -> None:
    async def use(supervisor: Supervisor) -> None:
        await supervisor.start(program(FOREVER))
        pid = bench.recorded[-1].identity.pid
        assert os.getpgid(pid) == os.getsid(pid) == pid

    bench.run(use)
