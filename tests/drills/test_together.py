"""Renditions that share a decoder."""

from collections.abc import Callable

from apps.encoding.models import Encoding, Job
from apps.encoding.services import encodings_delete, media_encode
from apps.media.models import Media
from tests.drills.portal import DRILL, ENCODES, FULL_DISK, HANG, Portal, reasons

pytestmark = DRILL
Film = Callable[..., Media]
H264_144, H264_240 = 23, 2
TALLER = r"*,427\)*libx264*|*libx264*,427\)*"
"""An encode to 240 lines, whatever else: part of its filter, which no name of a file has."""


def test_one_that_fails_fails_alone(portal: Portal, film: Film) -> None:
    portal.rule(TALLER, FULL_DISK, once=False)
    media_encode(media=film(H264_144, H264_240))
    portal.settle()

    assert dict(Encoding.objects.values_list("profile_id", "status")) == {
        H264_144: "success",
        H264_240: "fail",
    }
    assert reasons() == {"disk_full"}
    assert Media.objects.get().encoding_status == "success"


def test_one_that_is_deleted_leaves_the_others(portal: Portal, film: Film) -> None:
    portal.rule(ENCODES, HANG)
    media_encode(media=(media := film(H264_144, H264_240)))
    portal.wait(lambda: portal.hangs and Job.objects.filter(status="running").count() == 2)

    encodings_delete(media=media, encodings=Encoding.objects.filter(profile=H264_240))
    portal.go_on()
    portal.settle()

    assert Encoding.objects.get().status == "success"


def test_a_worker_that_is_killed_is_all_that_is_lost(portal: Portal, film: Film) -> None:
    portal.rule(ENCODES, HANG)
    media_encode(media=film(H264_144, H264_240))
    portal.wait(lambda: portal.hangs and Job.objects.filter(status="running").count() == 2)

    portal.kill()
    portal.start()
    portal.settle()

    assert set(Encoding.objects.values_list("status", flat=True)) == {"success"}
