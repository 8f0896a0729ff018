"""Starting programs: limits, progress, cancellation, and nothing left running."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from apps.encoding import runner
from tests.encoding.clips import Clips
from tests.encoding.processes import is_running, wait_for


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


GRANDCHILD = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True); {then}"


def test_it_returns_what_the_program_wrote_and_how_long_it_took() -> None:
    result = runner.run(python("import sys; print('out'); print('err', file=sys.stderr)"), timeout=10)

    assert result.stdout == b"out\n"
    assert result.stderr == "err\n"
    assert 0 < result.duration < 10


def test_numbers_are_passed_as_text_and_nothing_is_interpreted_by_a_shell() -> None:
    result = runner.run([*python("import sys; print(sys.argv[1:])"), 2, "$HOME;`id`"], timeout=10)

    assert result.stdout.decode().strip() == "['2', '$HOME;`id`']"


def test_a_missing_program_is_named() -> None:
    with pytest.raises(runner.ProgramMissingError, match="no-such-encoder is not installed") as caught:
        runner.run(["no-such-encoder", "-i", "x"], timeout=10)

    assert caught.value.program == "no-such-encoder"


def test_a_failure_carries_exit_code_and_the_end_of_standard_error() -> None:
    code = "import sys; sys.stderr.write('x' * 100000 + 'the reason'); sys.exit(3)"

    with pytest.raises(runner.ProgramFailedError) as caught:
        runner.run(python(code), timeout=10)

    assert caught.value.returncode == 3
    assert caught.value.stderr.endswith("the reason")
    assert len(caught.value.stderr) <= runner.STDERR_TAIL


def test_too_much_output_ends_the_program() -> None:
    with pytest.raises(runner.ProgramFailedError, match="more than 1000 bytes"):
        runner.run(python("while True: print('x' * 1000)"), timeout=10, max_output=1000)


def test_lines_are_delivered_one_by_one_and_the_last_without_its_end_too() -> None:
    lines: list[bytes] = []

    runner.run(python(r"import sys; sys.stdout.write('a\nb\nc')"), timeout=10, on_line=lines.append)

    assert lines == [b"a", b"b", b"c"]


def test_the_time_limit_ends_the_program_and_its_children() -> None:
    pids: list[int] = []
    started = time.monotonic()

    with pytest.raises(runner.ProgramTimeoutError):
        runner.run(
            python(GRANDCHILD.format(then="import time; time.sleep(60)")),
            timeout=0.5,
            on_line=lambda line: pids.append(int(line)),
        )

    assert time.monotonic() - started < 5
    wait_for(lambda: not is_running(pids[0]), 5)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "GRACE", 0.2)


@pytest.mark.usefixtures("_impatient")
def test_a_program_that_ignores_sigterm_is_killed() -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    started = time.monotonic()

    with pytest.raises(runner.ProgramTimeoutError):
        runner.run(python(code), timeout=0.5)

    assert time.monotonic() - started < 5


@pytest.mark.usefixtures("_impatient")
def test_a_stopped_program_is_killed() -> None:
    with pytest.raises(runner.ProgramTimeoutError):
        runner.run(python("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"), timeout=0.5)


def test_children_that_outlive_the_program_are_ended() -> None:
    result = runner.run(python(GRANDCHILD.format(then="sys.exit(0)")), timeout=10)

    wait_for(lambda: not is_running(int(result.stdout)), 5)


def test_a_callback_cancels_by_raising() -> None:
    def cancel() -> None:
        raise runner.CancelledError

    started = time.monotonic()
    with pytest.raises(runner.CancelledError):
        runner.run(python("import time; time.sleep(60)"), timeout=30, on_tick=cancel)

    assert time.monotonic() - started < 5


def test_a_program_dies_with_the_process_that_runs_it(tmp_path: Path) -> None:
    target = tmp_path / "pid"
    inner = f"import os, time; open({str(target)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    outer = f"from apps.encoding import runner; runner.run([{sys.executable!r}, '-c', {inner!r}], timeout=60)"
    worker = subprocess.Popen([sys.executable, "-c", outer])
    pid = int(wait_for(lambda: target.exists() and target.read_text()))

    worker.kill()
    worker.wait()

    wait_for(lambda: not is_running(pid), 5)


def test_the_environment_holds_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")

    result = runner.run(python("import os; print(sorted(os.environ))"), timeout=10)

    assert result.stdout.decode().strip() == "['LC_ALL', 'PATH']"


def test_standard_input_is_empty() -> None:
    result = runner.run(python("import sys; print(repr(sys.stdin.read()))"), timeout=10)

    assert result.stdout == b"''\n"


def test_limits_reach_the_program() -> None:
    limits = runner.Limits(cpu_seconds=7, address_space=2**32, file_size=2**20, niceness=3)
    code = (
        "import os, resource as r; "
        "print([r.getrlimit(k)[0] for k in (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_FSIZE)], os.nice(0))"
    )

    result = runner.run(python(code), timeout=10, limits=limits)

    assert result.stdout.decode().strip() == f"[7, {2**32}, {2**20}] {os.nice(0) + 3}"


def test_a_program_that_writes_a_too_large_file_fails(tmp_path: Path) -> None:
    target = tmp_path / "large"
    code = f"open({str(target)!r}, 'wb').write(bytes(100_000))"

    with pytest.raises(runner.ProgramFailedError):
        runner.run(python(code), timeout=10, limits=runner.Limits(file_size=1000))

    assert target.stat().st_size <= 1000


def test_ffmpeg_reports_its_progress_in_seconds(clips: Clips, tmp_path: Path, ffmpeg_command: str) -> None:
    seen: list[runner.Progress] = []
    command = [ffmpeg_command, "-re", "-i", str(clips.get("silent.mp4")), "-f", "null", "-"]

    runner.run_ffmpeg(command, timeout=30, on_progress=seen.append)

    assert seen
    assert 0 < seen[-1].seconds <= 2
    assert [progress.seconds for progress in seen] == sorted(progress.seconds for progress in seen)


@pytest.mark.parametrize(
    ("lines", "seconds", "speed"),
    [
        (["out_time_us=1500000", "speed=2.5x"], 1.5, 2.5),
        (["out_time_us=N/A", "speed=N/A"], 0.0, None),
        (["out_time_us=-40000"], 0.0, None),
        (["speed= 0.9x"], 0.0, 0.9),
        (["\xff=\xff", "progress=continue", "nonsense", "=", "frame=12"], 0.0, None),
    ],
)
def test_progress_lines(lines: list[str], seconds: float, speed: float | None) -> None:
    reader = runner.ProgressReader()

    for line in lines:
        reader.feed(line.encode("latin-1"))

    assert reader.progress == runner.Progress(seconds=seconds, speed=speed)
