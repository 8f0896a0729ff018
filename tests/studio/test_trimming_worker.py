"""A real Celery worker: what becomes of a cut whose process is killed."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from celery import Celery

from apps.media.models import Media
from apps.studio.models import VideoTrimRequest
from tests.encoding.processes import descendants, is_running, wait_for
from tests.encoding.test_worker import broker, worker

__all__ = ["broker", "worker"]


@pytest.mark.django_db(transaction=True)
def test_a_cut_whose_process_is_killed_is_done_by_another_one(
    worker: subprocess.Popen[bytes], broker: Celery, stored: Callable[..., Media], profiles: None
) -> None:
    media = stored("clip.mp4", media_type="video", duration=6, video_height=180)
    original = Path(media.media_file.path)
    content = original.read_bytes()
    request = VideoTrimRequest.objects.create(
        media=media,
        video_action="replace",
        timestamps=[{"startTime": "00:00:02.000", "endTime": "00:00:04.000"}],
    )
    broker.send_task("video_trim_task", args=[request.pk], queue="short_tasks", priority=0)
    stuck = wait_for(lambda: [pid for pid, line in descendants(worker.pid).items() if "sleep 300" in line])[0]
    pool = next(pid for pid in descendants(worker.pid) if stuck in descendants(pid))

    os.kill(pool, signal.SIGKILL)
    assert original.read_bytes() == content

    wait_for(lambda: VideoTrimRequest.objects.get().status == "success")
    assert not is_running(stuck), "the cut died with its worker"
    media.refresh_from_db()
    assert media.duration == 2
    assert [path.name for path in original.parent.iterdir()] == [Path(media.media_file.path).name]
    wait_for(lambda: Media.objects.get().hls_file)
