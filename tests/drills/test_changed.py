"""Media that change while they are encoded."""

from collections.abc import Callable
from pathlib import Path

import m3u8
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.encoding.models import Encoding
from apps.encoding.services import media_encode
from apps.media.bulk.services import owner_change
from apps.media.models import Media
from apps.media.services import media_delete
from apps.media.services.replacing import media_replace
from apps.studio.models import VideoTrimRequest
from apps.studio.services import trim_request_create
from apps.users.models import User
from tests.drills.portal import DRILL, ENCODES, HANG, PACKAGES, Portal, crawl
from tests.encoding.clips import Clips

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


@pytest.fixture
def encoded(portal: Portal, film: Film) -> Media:
    """A media whose encode is under way."""
    portal.rule(ENCODES, HANG)
    media = film(H264_144)
    media_encode(media=media)
    portal.wait(lambda: portal.hangs)
    return media


def upload(clips: Clips) -> SimpleUploadedFile:
    """Another video, of one second."""
    return SimpleUploadedFile("short.mp4", clips.get("short.mp4").read_bytes())


def test_deleted(portal: Portal, film: Film) -> None:
    portal.rule(ENCODES, crawl(1))
    media_encode(media=(media := film(H264_144)))
    portal.wait(lambda: portal.programs("-readrate"))

    media_delete(media=media)

    portal.wait(lambda: not portal.programs("libx264") and not list(portal.temporary.iterdir()))
    assert portal.files() == []
    portal.settle()


def test_replaced(portal: Portal, encoded: Media, clips: Clips) -> None:
    media_replace(media=encoded, new_file=upload(clips))
    portal.go_on()
    portal.settle()

    media = Media.objects.get()
    assert (media.duration, media.encoding_status) == (1, "success")
    assert Encoding.objects.get(profile__codec="h264").status == "success"


def test_replaced_while_it_is_packaged(portal: Portal, film: Film, clips: Clips) -> None:
    """The playlists of the former file do not stay."""
    portal.rule(PACKAGES, HANG)
    media = film(H264_144)
    media_encode(media=media)
    portal.wait(lambda: portal.hangs)

    media_replace(media=media, new_file=upload(clips))
    portal.go_on()
    portal.settle()

    media = Media.objects.get()
    rendition = Encoding.objects.get(profile=H264_144)
    assert "short" in str(rendition.media_file)
    playlists = Path(media.hls_file).parent.rglob("stream.m3u8")
    lengths = [sum(part.duration for part in m3u8.load(str(path)).segments) for path in playlists]
    assert lengths == [pytest.approx(1, abs=0.3)]


def test_trimmed(portal: Portal, encoded: Media) -> None:
    segments = [{"startTime": "00:00:00.000", "endTime": "00:00:02.000"}]
    trim_request_create(media=encoded, segments=segments, save_as_copy=False, save_individual_segments=False)
    portal.wait(lambda: VideoTrimRequest.objects.exclude(status="initial").exists())
    portal.go_on()
    portal.settle()

    media = Media.objects.get()
    assert (media.duration, media.encoding_status) == (2, "success")
    assert VideoTrimRequest.objects.get().status == "success"


def test_given_to_somebody_else(portal: Portal, encoded: Media) -> None:
    bob = User.objects.create(username="bob", email="bob@example.org")
    owner_change(media=[encoded], owner=bob)
    portal.go_on()
    portal.settle()

    media = Media.objects.get()
    assert (media.user, media.encoding_status, media.listable) == (bob, "success", True)
