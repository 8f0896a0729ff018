"""Real Celery workers: a message of a legacy server, handed on, whose worker is killed on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.core.cache import cache

from apps.captions.models import Subtitle, TranscriptionRequest
from apps.media.models import Media
from tests.captions import stand_in
from tests.captions.conftest import SPEECH
from tests.encoding.processes import descendants, is_running, stop, wait_for
from tests.encoding.test_worker import environment

QUEUES = ("long_tasks", "whisper_tasks")
HANGS_ONCE = """
flag = Path({flag!r})
if not flag.exists():
    flag.touch()
    time.sleep(300)
"""

Worker = subprocess.Popen[bytes]


@pytest.fixture
def broker() -> Iterator[Celery]:
    """A client of the broker, whose queues are empty before and after."""
    app = Celery("client", broker=django_settings.REDIS_LOCATION, set_as_current=False)
    app.conf.task_serializer = "json"
    with app.connection() as link:
        for name in QUEUES:
            link.default_channel.queue_purge(name)
        yield app
        for name in QUEUES:
            link.default_channel.queue_purge(name)
    app.close()
    cache.clear()


@pytest.fixture
def workers(
    media_root: Path, tmp_path: Path, transactional_db: None, broker: Celery
) -> Iterator[dict[str, Worker]]:
    """A worker a queue, with an openai-whisper that hangs at first."""
    behaviour = HANGS_ONCE.format(flag=str(tmp_path / "hung")) + stand_in.SPEAKS
    command, _ = stand_in.install(tmp_path, behaviour)
    variables = environment(media_root, Path(django_settings.FFMPEG_COMMAND)) | {
        "WHISPER_ENGINE": "openai-whisper",
        "WHISPER_COMMAND": command,
    }
    options = ["--concurrency=1", "--loglevel=warning", "--without-mingle", "--without-gossip"]
    started = {
        queue: subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--app=config.celery", "worker"),
                *(f"--queues={queue}", f"--hostname={queue}@%h", *options),
            ],
            env=variables,
            cwd=Path(__file__).parents[2],
        )
        for queue in QUEUES
    }
    yield started
    stop(*started.values())


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_legacy_server_is_handed_on_and_survives_a_killed_worker(
    workers: dict[str, Worker],
    broker: Celery,
    stored: Callable[..., Media],
    transcription: Path,
    tmp_path: Path,
) -> None:
    media = stored(SPEECH)
    TranscriptionRequest.objects.create(media=media)
    wait_for(lambda: set(broker.control.inspect(timeout=1).active_queues() or {}) >= _names(), 90)

    broker.send_task("whisper_transcribe", args=[media.friendly_token, False], queue="long_tasks")

    wait_for((tmp_path / "hung").exists, 60)
    hung = _whisper(workers["whisper_tasks"])
    assert hung
    assert _whisper(workers["long_tasks"]) is None
    assert TranscriptionRequest.objects.get().status == "running"
    pool = next(pid for pid in descendants(workers["whisper_tasks"].pid) if hung in descendants(pid))
    os.kill(pool, signal.SIGKILL)

    wait_for(lambda: TranscriptionRequest.objects.get().status == "success", 60)
    assert not is_running(hung), "the engine died with its worker"
    assert Subtitle.objects.count() == 1
    wait_for(lambda: list(transcription.iterdir()) == [], 10)


def _names() -> set[str]:
    host = os.uname().nodename
    return {f"{queue}@{host}" for queue in QUEUES}


def _whisper(worker: Worker) -> int | None:
    """The process of the engine below a worker, if there is one."""
    lines = descendants(worker.pid).items()
    return next((pid for pid, line in lines if "/whisper " in line and "launcher" not in line), None)
