"""A real Celery worker: what becomes of an encode whose process is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.db import connection

from apps.encoding.models import Encoding
from apps.media.models import Media
from tests.encoding.processes import descendants, is_running, stop, wait_for

STUCK_ONCE = """#!/bin/sh
if [ ! -e {flag} ]; then touch {flag}; exec sleep 300; fi
exec {ffmpeg} "$@"
"""


def environment(media_root: Path, ffmpeg: Path) -> dict[str, str]:
    """What tells a worker to use the database and the files of this test."""
    database = connection.settings_dict
    return {
        "PATH": os.defpath,
        "SECRET_KEY": "worker",
        "POSTGRES_HOST": str(database["HOST"]),
        "POSTGRES_PORT": str(database["PORT"]),
        "POSTGRES_USER": str(database["USER"]),
        "POSTGRES_PASSWORD": str(database["PASSWORD"]),
        "POSTGRES_NAME": str(database["NAME"]),
        "REDIS_LOCATION": django_settings.REDIS_LOCATION,
        "MEDIA_ROOT": f"{media_root}/",
        "HLS_DIR": f"{media_root}/hls/",
        "TEMP_DIRECTORY": django_settings.TEMP_DIRECTORY,
        "FFMPEG_COMMAND": str(ffmpeg),
        "FFPROBE_COMMAND": django_settings.FFPROBE_COMMAND,
    }


@pytest.fixture
def broker() -> Iterator[Celery]:
    """A client of the broker, whose queues are empty before and after."""
    app = Celery("client", broker=django_settings.REDIS_LOCATION, set_as_current=False)
    app.conf.task_serializer = "json"
    with app.connection() as link:
        for name in ("short_tasks", "long_tasks"):
            link.default_channel.queue_purge(name)
        yield app
        for name in ("short_tasks", "long_tasks"):
            link.default_channel.queue_purge(name)
    app.close()


@pytest.fixture
def worker(media_root: Path, transactional_db: None, broker: Celery) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of both queues with one process, whose first FFmpeg hangs."""
    ffmpeg = media_root.parent / "ffmpeg"
    ffmpeg.write_text(
        STUCK_ONCE.format(flag=media_root.parent / "stuck", ffmpeg=django_settings.FFMPEG_COMMAND)
    )
    ffmpeg.chmod(0o755)
    options = ["--queues=long_tasks,short_tasks", "--concurrency=1", "--loglevel=warning", "--without-mingle"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app=config.celery", "worker", *options],
        env=environment(media_root, ffmpeg),
        cwd=Path(__file__).parents[2],
    )
    yield process
    stop(process)


@pytest.mark.django_db(transaction=True)
def test_an_encode_whose_process_is_killed_is_done_by_another_one(
    worker: subprocess.Popen[bytes],
    broker: Celery,
    pending: Callable[..., Encoding],
    media_root: Path,
    temporary_files: Callable[[], list[Path]],
) -> None:
    encoding = pending()
    arguments = [encoding.media.friendly_token, 23, encoding.pk]
    broker.send_task("encode_media", args=arguments, kwargs={"force": True}, queue="long_tasks", priority=0)
    stuck = wait_for(lambda: [pid for pid, line in descendants(worker.pid).items() if "sleep 300" in line])[0]
    assert Encoding.objects.get().status == "running"
    pool = next(pid for pid in descendants(worker.pid) if stuck in descendants(pid))

    os.kill(pool, signal.SIGKILL)

    wait_for(lambda: Encoding.objects.get().status == "success")
    assert not is_running(stuck), "the encode died with its worker"
    assert len(list((media_root / "encoded/23/alice").iterdir())) == 1
    wait_for(lambda: Media.objects.get().hls_file)
    assert temporary_files() == []
    assert Media.objects.get().listable
