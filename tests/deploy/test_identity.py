"""Finding and stopping what a killed supervisor left running, and nothing else."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from deploy.embedded.identity import MARK, Identity, Recorded, stop_stale

ARGV = (sys.executable, "-c", "import time; time.sleep(60)")
MARK_VALUE = secrets.token_hex(8)


@pytest.fixture
def left_over() -> Iterator["subprocess.Popen[bytes]"]:
    """A program as the supervisor starts it."""
    process = subprocess.Popen(ARGV, env={MARK: MARK_VALUE}, start_new_session=True)
    while not psutil.Process(process.pid).cmdline():  # Linux shows it a moment after the start.
        time.sleep(0.01)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def recorded(left_over: "subprocess.Popen[bytes]") -> Recorded:
    return Recorded("worker", Identity.of(left_over.pid, ARGV), "another mark", signal.SIGTERM, layer=0)


def state(recorded: Recorded) -> dict[str, object]:
    return {"programs": {recorded.name: recorded.as_json()}}


def ended(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(timeout=0.3)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_left_over_program_is_stopped(left_over: "subprocess.Popen[bytes]", recorded: Recorded) -> None:
    assert stop_stale(state(recorded)) == ["worker"]
    assert ended(left_over)
    assert left_over.returncode == -signal.SIGTERM


def test_process_with_the_same_id_that_started_at_another_time_is_left_alone(
    left_over: "subprocess.Popen[bytes]", recorded: Recorded
) -> None:
    earlier = replace(recorded.identity, started=recorded.identity.started - 60)
    assert stop_stale(state(replace(recorded, identity=earlier))) == []
    assert not ended(left_over)


def test_process_with_the_same_id_and_another_command_line_is_left_alone(
    left_over: "subprocess.Popen[bytes]", recorded: Recorded
) -> None:
    other = replace(recorded.identity, command="/usr/sbin/sshd -D")
    assert stop_stale(state(replace(recorded, identity=other))) == []
    assert not ended(left_over)


def test_group_of_a_stranger_is_left_alone(recorded: Recorded) -> None:
    group = ("/bin/sh", "-c", "sleep 60 & echo $!; wait")
    with subprocess.Popen(group, stdout=subprocess.PIPE, start_new_session=True) as stranger:
        assert stranger.stdout
        member = psutil.Process(int(stranger.stdout.readline()))
        sleep = replace(recorded.identity, pid=stranger.pid, program=member.exe())
        stop_stale(state(replace(recorded, identity=sleep)))
        assert member.is_running()
        os.killpg(stranger.pid, signal.SIGKILL)


def test_marked_child_is_stopped_when_its_program_is_long_gone(
    left_over: "subprocess.Popen[bytes]", recorded: Recorded
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    program = replace(recorded, identity=replace(recorded.identity, pid=gone.pid), mark=MARK_VALUE)
    assert stop_stale(state(program)) == ["worker"]
    assert ended(left_over)


def test_program_that_ignores_the_signal_is_killed(recorded: Recorded) -> None:
    deaf = (sys.executable, "-uc", "import signal, time; signal.signal(15, 1); print(); time.sleep(60)")
    with subprocess.Popen(deaf, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        program = replace(recorded, identity=Identity.of(process.pid, deaf))
        stop_stale(state(program), patience=0.2)
    assert process.returncode == -signal.SIGKILL


NOTE_END = """
import signal, sys, time
def end(*_):
    open(sys.argv[1], "a").write(sys.argv[2] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, end)
print(flush=True)
time.sleep(60)
"""


def test_servers_are_stopped_after_the_programs_that_use_them(tmp_path: Path) -> None:
    order = tmp_path / "order"
    programs = {}
    with ExitStack() as stack:
        for layer, name in enumerate(["server", "worker"]):
            argv = (sys.executable, "-c", NOTE_END, str(order), name)
            process = stack.enter_context(
                subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True)
            )
            assert process.stdout
            process.stdout.readline()
            identity = Identity.of(process.pid, argv)
            programs[name] = Recorded(name, identity, "no mark", signal.SIGTERM, layer).as_json()
        stop_stale({"programs": programs})
    assert order.read_text(encoding="utf-8").split() == ["worker", "server"]


def test_nothing_recorded_means_nothing_to_stop() -> None:
    assert stop_stale({}) == []


def test_state_survives_being_written_and_read(recorded: Recorded) -> None:
    assert list(Recorded.all_in(state(recorded))) == [recorded]


def test_own_process_is_found() -> None:
    assert Identity.of(os.getpid(), []).find()
