"""Long videos, which are encoded in pieces."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.encoding.models import Encoding, Job
from apps.encoding.services import media_encode, media_retry
from apps.media.models import Media
from apps.media.services.replacing import media_replace
from tests.drills.portal import DRILL, FAIL, HANG, JOINS, PIECE_ENCODES, SPLITS, THEN, Portal, reasons
from tests.encoding.clips import Clips

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


@pytest.mark.parametrize(
    ("pattern", "action"),
    [(SPLITS, f"{THEN}; {HANG}"), (PIECE_ENCODES, HANG), (JOINS, f"{THEN}; {HANG}")],
    ids=["cut", "last-piece", "joined"],
)
def test_a_worker_is_killed_while_they_are(portal: Portal, video: Media, pattern: str, action: str) -> None:
    portal.rule(pattern, action)
    media_encode(media=video, profiles=[H264_144])
    portal.wait(lambda: portal.hangs)

    portal.kill()
    portal.start()
    portal.settle()

    assert (Encoding.objects.get().chunk, Encoding.objects.get().status) == (False, "success")
    assert list(portal.root.rglob("*.mkv")) == []


@pytest.mark.parametrize("pattern", [PIECE_ENCODES, JOINS], ids=["piece", "join"])
def test_a_step_that_fails_can_be_tried_again(portal: Portal, video: Media, pattern: str) -> None:
    portal.rule(pattern, FAIL, once=False)
    media_encode(media=video, profiles=[H264_144])
    portal.settle()
    assert reasons() == {"program_failed"}
    assert Encoding.objects.get(chunk=False).status == "fail"

    portal.no_rules()
    media_retry(media=video)
    portal.settle()

    assert (Encoding.objects.get().status, reasons()) == ("success", set())
    assert list(portal.root.rglob("*.mkv")) == []


def test_the_media_is_replaced_while_they_are_joined(portal: Portal, video: Media, clips: Clips) -> None:
    portal.rule(JOINS, HANG)
    media_encode(media=video, profiles=[H264_144])
    portal.wait(lambda: portal.hangs)
    content = clips.get("short.mp4").read_bytes()

    media_replace(media=video, new_file=SimpleUploadedFile("short.mp4", content))
    portal.go_on()
    portal.settle()

    assert Media.objects.get().duration == 1
    assert all("short" in (row.media_file.name or "") for row in Encoding.objects.filter(status="success"))
    assert Job.objects.get(kind="join").status == "success"
