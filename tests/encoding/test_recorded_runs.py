"""What a legacy server was seen to make of sample uploads (spec/pipeline-ffmpeg.md §11): the same files, rows
and statuses, with its quirks put right as spec/pipeline.md §20 asks for.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import m3u8
import pytest
from PIL import Image

from apps.encoding import probe, services
from apps.encoding.models import Encoding, Job
from apps.integrity.check import check
from apps.media.models import Media

pytestmark = [pytest.mark.usefixtures("profiles", "eager"), pytest.mark.django_db]

Upload = Callable[..., Media]


@pytest.fixture
def upload(stored: Callable[..., Media], django_capture_on_commit_callbacks: Any, settings: Any) -> Upload:
    """Store a generated clip and let everything happen."""
    settings.ENCODE_TOGETHER = "on"

    def send(name: str) -> Media:
        media = stored(name)
        with django_capture_on_commit_callbacks(execute=True):
            services.media_init(media)
        media.refresh_from_db()
        return media

    return send


def layout(media: Media, root: Path) -> list[str]:
    """All files of the media root with the uid as U and random parts as *; shared ones are left out."""
    names = (str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    masked = (name.replace(media.uid.hex, "U") for name in names)
    return sorted(re.sub(r"U_[A-Za-z0-9]{7}|tmp[a-z0-9]{8}", "*", name) for name in masked)


def statuses() -> dict[str, tuple[str, int, bool]]:
    """Profile → status, progress, chunk."""
    rows = Encoding.objects.select_related("profile")
    return {row.profile.name: (row.status, row.progress, row.chunk) for row in rows}


def agree() -> bool:
    """Whether rows and files do, and nothing is left to do."""
    under_way = Job.objects.filter(status__in=("pending", "running"))
    return not list(check(deep=True, grace=timedelta(0))) and not under_way.exists()


def encoded_size(profile: str) -> tuple[int, int]:
    info = probe.probe(Path(Encoding.objects.get(profile__name=profile).media_file.path)).media_info
    return info["video_width"], info["video_height"]


def test_twelve_seconds(upload: Upload, media_root: Path, temporary_files: Callable[[], list[Path]]) -> None:
    """§11.1, without the two orphaned pictures."""
    media = upload("clip12.mp4")

    segments = [f"segment-{number}.ts" for number in range(3)]
    assert layout(media, media_root) == sorted(
        [
            "original/user/alice/U.clip12.mp4",
            "original/thumbnails/user/alice/U.clip12.mp4.jpg",
            "original/thumbnails/user/alice/*.clip12.mp4.jpg",
            "original/thumbnails/user/alice/U.clip12.mp4sprites.jpg",
            *(f"encoded/{profile}/alice/U.U.clip12.mp4.mp4" for profile in (23, 2, 3)),
            "encoded/1/alice/U.*.gif",
            "hls/U/master.m3u8",
            *(
                f"hls/U/media-{number}/{name}"
                for number in (1, 2, 3)
                for name in ("stream.m3u8", "iframes.m3u8", *segments)
            ),
            *(name for name in layout(media, media_root) if "waveform" in name or "peaks" in name),
        ]
    )
    assert statuses() == {
        "h264-144": ("success", 100, False),
        "h264-240": ("success", 100, False),
        "h264-360": ("success", 100, False),
        "preview": ("success", 0, False),
    }
    row = (media.media_type, media.encoding_status, media.duration, media.video_height, media.listable)
    assert row == ("video", "success", 12, 360, True)
    assert media.thumbnail_time is None
    assert (Path(media.hls_file).is_absolute(), Path(media.preview_file_path).is_absolute()) == (True, True)
    sizes = [Image.open(picture.path).size for picture in (media.thumbnail, media.poster, media.sprites)]
    assert sizes == [(344, 194), (720, 405), (160, 90)]
    assert temporary_files() == []
    assert agree()


def test_six_minutes_in_pieces(upload: Upload, media_root: Path) -> None:
    """§11.2."""
    media = upload("clip372.mp4")

    assert statuses() == {
        "h264-144": ("success", 100, False),
        "h264-240": ("success", 100, False),
        "preview": ("success", 0, False),
    }
    assert not list((media_root / "original/user/alice").glob("*.mkv")), "the pieces are gone"
    facts = probe.probe(Path(Encoding.objects.get(profile__name="h264-240").media_file.path))
    assert facts.media_info["video_duration"] == pytest.approx(372.4, abs=0.5)
    assert facts.media_info["audio_duration"] == pytest.approx(372.4, abs=0.5)
    master = Path(media.hls_file)
    variants = m3u8.loads(master.read_text()).playlists
    counts = [len(m3u8.loads((master.parent / one.uri).read_text()).segments) for one in variants]
    assert counts == [pytest.approx(94, abs=1)] * 2
    assert agree()


@pytest.mark.parametrize(("name", "duration"), [("blink.mp4", 0), ("glance.mp4", 2)])
def test_clips_of_seconds(upload: Upload, name: str, duration: int) -> None:
    """§11.3: two passes, no sprite; the preview fails, where it used to run for ever (H14)."""
    media = upload(name)

    assert statuses() == {
        "h264-144": ("success", 100, False),
        "h264-240": ("success", 100, False),
        "preview": ("fail", 0, False),
    }
    assert (media.duration, media.encoding_status, bool(media.sprites)) == (duration, "success", False)
    assert media.hls_file
    assert "-pass" in Encoding.objects.get(profile__name="h264-144").commands


def test_an_upright_clip(upload: Upload) -> None:
    """§11.3: the resolution is the shorter side."""
    upload("upright.mp4")

    assert (encoded_size("h264-144"), encoded_size("h264-240")) == ((144, 256), (240, 426))


def test_a_missing_rendition_is_made_and_nothing_else(
    upload: Upload, django_capture_on_commit_callbacks: Any
) -> None:
    """§11.4."""
    media = upload("clip12.mp4")
    kept = set(Encoding.objects.exclude(profile__name="h264-240").values_list("pk", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        services.encodings_delete(media=media, encodings=Encoding.objects.filter(profile__name="h264-240"))
        services.media_encode(media=media, force=False)

    assert kept < set(Encoding.objects.values_list("pk", flat=True))
    assert {row[0] for row in statuses().values()} == {"success"}
    assert Encoding.objects.count() == 4
    assert agree()
