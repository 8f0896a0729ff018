"""Every test has a media root and a cache of its own; clips, profiles and queues are the pipeline's."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from apps.encoding import probe
from apps.media.models import Media
from apps.studio.models import VideoTrimRequest
from tests.encoding.clips import Clips
from tests.encoding.conftest import clips, eager, media_root, owner, profiles, queue, stored
from tests.studio.cutting import H264_144, H264_240, PREVIEW, Run, asked, rendition

__all__ = ["clips", "eager", "media_root", "owner", "profiles", "queue", "stored"]


@pytest.fixture(autouse=True)
def _surroundings(media_root: Path, empty_cache: None) -> None:
    """Nothing is left of other tests."""


@pytest.fixture
def film(stored: Callable[..., Media], profiles: None, clips: Clips, media_root: Path) -> Media:
    """A finished public video of 6 s, with a key frame every 2 s."""
    media = stored("clip.mp4", media_type="video", duration=6, video_height=180, encoding_status="success")
    for profile_id in (H264_144, H264_240):
        rendition(media, profile_id, clips.get("clip.mp4").read_bytes())
    preview = rendition(media, PREVIEW, b"GIF89a", "gif")
    for name in (f"hls/{media.uid.hex}/master.m3u8", f"original/thumbnails/user/alice/{media.uid.hex}.s.jpg"):
        (media_root / name).parent.mkdir(parents=True)
        (media_root / name).write_bytes(b"old")
    media.hls_file = str(media_root / "hls" / media.uid.hex / "master.m3u8")
    media.preview_file_path = preview.media_file.path
    media.sprites = f"original/thumbnails/user/alice/{media.uid.hex}.s.jpg"
    media.media_info = json.dumps(probe.probe(Path(media.media_file.path)).media_info)
    media.listable = media.state == "public"
    media.save()
    return media


@pytest.fixture
def song(stored: Callable[..., Media]) -> Media:
    """Audio of 2.6 s."""
    return stored("tone.mp3", media_type="audio", duration=2, encoding_status="success")


@pytest.fixture
def run(django_capture_on_commit_callbacks: Any) -> Run:
    """Run a task as a worker does; what waits for the commit happens."""

    def call(name: str, *args: Any) -> bool:
        with django_capture_on_commit_callbacks(execute=True):
            return bool(current_app.tasks[name].apply(args=args, throw=True).get())

    return call


@pytest.fixture
def trim(run: Run) -> Callable[..., VideoTrimRequest]:
    """Ask for a cut, run its task, and return the request as it is then."""

    def call(media: Media, *pieces: tuple[float, float], action: str = "replace") -> VideoTrimRequest:
        trim_request = asked(media, *pieces, action=action)
        run("video_trim_task", trim_request.pk)
        trim_request.refresh_from_db()
        return trim_request

    return call
