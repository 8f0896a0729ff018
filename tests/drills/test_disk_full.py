"""A disk that is full, at each stage; the limit on the size of files stands for it."""

import resource
from collections.abc import Callable

import psutil
import pytest

from apps.encoding.jobs import job_request
from apps.encoding.models import Encoding, Job
from apps.encoding.services import media_encode, media_retry
from apps.media.models import Media
from tests.drills.portal import (
    DRILL,
    ENCODES,
    FRAMES,
    FULL_DISK,
    HANG,
    JOINS,
    PACKAGES,
    SPLITS,
    SPRITES,
    Portal,
    reasons,
)

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23
NONE = resource.RLIM_INFINITY


def test_during_an_encode(portal: Portal, film: Film) -> None:
    portal.rule(ENCODES, FULL_DISK, once=False)
    media_encode(media=(media := film(H264_144)))
    portal.settle()
    assert (reasons(), Media.objects.get().encoding_status) == ({"disk_full"}, "fail")

    portal.no_rules()
    media_retry(media=media)
    portal.settle()
    assert Media.objects.get().encoding_status == "success"


def test_while_a_result_is_stored(portal: Portal, film: Film) -> None:
    portal.rule("*", HANG, program="ffprobe")
    media_encode(media=film(H264_144))
    portal.wait(lambda: portal.hangs)
    assert portal.worker is not None
    processes = psutil.Process(portal.worker.pid).children()

    _limit(processes, 1000)
    portal.go_on()
    portal.wait(lambda: Job.objects.filter(kind="encode", reason="disk_full").exists())
    _limit(processes, NONE)
    portal.settle()

    assert Encoding.objects.get().status == "success"


def _limit(processes: list[psutil.Process], size: int) -> None:
    for process in processes:
        process.rlimit(psutil.RLIMIT_FSIZE, (size, NONE))


@pytest.mark.parametrize(
    ("kind", "task", "pattern"),
    [("package", "create_hls", PACKAGES), ("sprite", "", SPRITES), ("thumbnail", "", FRAMES)],
)
def test_while_other_things_are_made(portal: Portal, film: Film, kind: str, task: str, pattern: str) -> None:
    portal.rule(pattern, FULL_DISK, once=False)
    media = film(H264_144)
    if kind == "package":
        media_encode(media=media)
    else:
        job_request(kind, media, media.friendly_token)
    portal.settle()
    failed = Job.objects.get(status="fail")
    assert (failed.kind, failed.reason) == (kind, "disk_full"), failed.detail

    portal.no_rules()
    media_retry(media=media)
    portal.settle()
    assert reasons() == set()


def test_while_a_long_video_is_cut(portal: Portal, video: Media) -> None:
    """It is encoded as a whole then."""
    portal.rule(SPLITS, FULL_DISK)
    media_encode(media=video, profiles=[H264_144])
    portal.settle()

    assert Encoding.objects.get().status == "success"


def test_while_pieces_are_joined(portal: Portal, video: Media) -> None:
    portal.rule(JOINS, FULL_DISK, once=False)
    media_encode(media=video, profiles=[H264_144])
    portal.settle()
    assert (reasons(), Media.objects.get().encoding_status) == ({"disk_full"}, "fail")

    portal.no_rules()
    media_retry(media=video)
    portal.settle()
    assert (Encoding.objects.get().status, Media.objects.get().encoding_status) == ("success", "success")
