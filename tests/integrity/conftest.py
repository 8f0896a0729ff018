"""Fixtures for tests of rows against files: a media of which everything is there."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.encoding.models import DerivedFile, EncodeProfile, Encoding
from apps.integrity.check import check
from apps.integrity.findings import Finding
from apps.media.counters import media_counts_refresh
from apps.media.models import Media
from apps.users.models import User
from tests.encoding.conftest import Queue, clips, queue  # noqa: F401 - fixtures
from tests.media.factories import make_caption, make_encoding, make_media, make_profile

Findings = Callable[..., list[Finding]]
MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=256x144\nmedia-1/stream.m3u8\n"
STREAM = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nsegment-0.ts\n#EXT-X-ENDLIST\n"


@pytest.fixture(autouse=True)
def _surroundings(media_root: Path, queue: Queue, settings: Any, db: None) -> None:  # noqa: F811
    """An empty media root and temporary folder, and a broker in memory."""
    temporary = media_root.parent / "tmp"
    temporary.mkdir()
    settings.TEMP_DIRECTORY = str(temporary)


@pytest.fixture
def written(media_root: Path) -> Callable[..., Path]:
    """Write a file below the media root: `written("original/user/alice/x.mp4")`."""

    def write(name: str, content: str = "content") -> Path:
        path = media_root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    return write


@pytest.fixture
def h264(db: None) -> EncodeProfile:
    """The profile h264-144."""
    return make_profile(name="h264-144", extension="mp4", resolution=144, codec="h264")


@pytest.fixture
def whole(alice: User, h264: EncodeProfile, media_root: Path, written: Callable[..., Path]) -> Media:
    """A listed video with a rendition, HLS, pictures, a caption and a waveform, and all of their files."""
    media = make_media(alice, friendly_token="whole0001", media_type="video")
    uid, folder = media.uid.hex, "original/thumbnails/user/alice"
    media.thumbnail, media.poster = f"{folder}/{uid}.a.jpg", f"{folder}/{uid}_b.jpg"
    media.sprites = f"{folder}/{uid}.sprites.jpg"
    media.uploaded_poster = media.uploaded_thumbnail = f"{folder}/mine.jpg"
    media.hls_file = str(media_root / "hls" / uid / "master.m3u8")
    media.save()
    encoding = make_encoding(media, h264, media_file=f"encoded/{h264.pk}/alice/{uid}.x.mp4")
    caption = make_caption(media, "original/subtitles/user/alice/words.vtt")
    peaks = DerivedFile.objects.create(
        media=media, kind="peaks", file=f"{folder}/{uid}.peaks.json", source=media.media_file.name
    )
    for column in ("media_file", "thumbnail", "poster", "sprites", "uploaded_poster"):
        written(str(getattr(media, column)))
    for name in (encoding.media_file, caption.subtitle_file, peaks.file):
        written(str(name))
    written(f"hls/{uid}/master.m3u8", MASTER)
    written(f"hls/{uid}/media-1/stream.m3u8", STREAM)
    written(f"hls/{uid}/media-1/segment-0.ts")
    media_counts_refresh(media)
    return media


@pytest.fixture
def found() -> Findings:
    """Run the check and return what it found, also about files that were written just now."""

    def run(**options: Any) -> list[Finding]:
        return list(check(grace=timedelta(0), **options))

    return run


@pytest.fixture
def labels(found: Findings) -> Callable[..., list[str]]:
    """The codes of what the check finds."""
    return lambda **options: [finding.code.label for finding in found(**options)]


@pytest.fixture
def rendition(whole: Media) -> Encoding:
    """The one encoding of `whole`."""
    return whole.encodings.get()


@pytest.fixture
def files(media_root: Path) -> Callable[[], set[str]]:
    """Everything in the media root by name."""

    def list_() -> set[str]:
        return {str(path.relative_to(media_root)) for path in media_root.rglob("*") if path.is_file()}

    return list_


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass, for files."""

    def pass_(period: timedelta) -> None:
        now = time.time() + period.total_seconds()
        monkeypatch.setattr(time, "time", lambda: now)

    return pass_
