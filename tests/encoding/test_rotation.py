"""Films of phones that are held upright: lying pictures with a mark to turn them.

``video_height`` stays that of the coded picture, as in a legacy database. For such films it is the shorter
side of what is seen, and so is the resolution of an upright rendition: 1080 by 1920 is encoded up to 1080.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from apps.encoding import services
from apps.encoding.models import Encoding
from apps.encoding.services.pictures import sprite_create
from apps.media.models import Media

Store = Callable[..., Media]
pytestmark = pytest.mark.usefixtures("profiles", "eager")


def shown_size(path: Path) -> tuple[int, int]:
    """Width and height of a decoded picture, with a mark to turn it obeyed."""
    command = [settings.FFMPEG_COMMAND, "-v", "error", "-i", str(path), "-frames:v", "1", "-f", "image2pipe"]
    output = subprocess.run(
        [*command, "-c:v", "mjpeg", "-"], check=True, capture_output=True, timeout=30
    ).stdout
    picture = path.parent / "shown.jpg"
    picture.write_bytes(output)
    with Image.open(picture) as image:
        size = image.size
    picture.unlink()
    return size


@pytest.fixture
def film(stored: Store, django_capture_on_commit_callbacks: Any) -> Callable[[], Media]:
    """The film of a phone after all that follows an upload."""

    def upload() -> Media:
        with django_capture_on_commit_callbacks(execute=True):
            services.media_init(stored("rotated.mp4"))
        return Media.objects.get()

    return upload


def rendition_sizes() -> dict[str, tuple[int, int]]:
    finished = Encoding.objects.filter(status="success", chunk=False).order_by("profile__resolution")
    return {row.profile.name: shown_size(Path(row.media_file.path)) for row in finished}


def test_everything_is_upright(film: Callable[[], Media]) -> None:
    media = film()

    assert media.video_height == 240
    assert rendition_sizes() == {"h264-144": (144, 256), "h264-240": (240, 426), "preview": (344, 611)}
    with Image.open(media.thumbnail.path) as thumbnail:
        assert thumbnail.size == (344, 611)
    assert "RESOLUTION=144x256" in Path(media.hls_file).read_text()


def test_one_that_is_encoded_in_pieces_is_upright_too(film: Callable[[], Media], settings: Any) -> None:
    settings.CHUNKIZE_VIDEO_DURATION = 2
    settings.VIDEO_CHUNKS_DURATION = 2

    film()

    assert rendition_sizes() == {"h264-144": (144, 256), "h264-240": (240, 426), "preview": (344, 611)}


def test_its_sprite_is_made(film: Callable[[], Media]) -> None:
    media = film()
    Media.objects.update(duration=10)
    media.refresh_from_db()

    assert sprite_create(media=media)
