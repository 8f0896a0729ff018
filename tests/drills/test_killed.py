"""Workers that are killed with ``kill -9``, parent and children."""

from collections.abc import Callable

import pytest
from django.db import transaction

from apps.encoding.models import Encoding, Job
from apps.encoding.rows import media_lock
from apps.encoding.services import media_encode
from apps.media.models import Media
from tests.drills.portal import DRILL, ENCODES, HANG, Portal, crawl, reasons

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


@pytest.mark.parametrize(("percent", "seconds"), [(10, 1), (50, 4)])
def test_in_the_middle_of_an_encode(portal: Portal, film: Film, percent: int, seconds: int) -> None:
    portal.rule(ENCODES, crawl(seconds))
    media_encode(media=film(H264_144))
    portal.wait(lambda: Job.objects.filter(kind="encode", progress__gte=percent).exists())

    portal.kill()
    portal.start()
    portal.settle()

    job = Job.objects.get(kind="encode")
    assert (job.status, job.attempts) == ("success", 2)
    assert Encoding.objects.get().status == "success"
    assert Media.objects.get().hls_file


def test_when_ffmpeg_has_ended_and_the_result_is_not_stored(portal: Portal, film: Film) -> None:
    portal.rule("*", HANG, program="ffprobe")
    media_encode(media=film(H264_144))
    portal.wait(lambda: portal.hangs)

    portal.kill()
    portal.start()
    portal.settle()

    assert Encoding.objects.get().status == "success"


def test_when_the_result_is_stored_and_its_row_is_not(portal: Portal, film: Film) -> None:
    portal.rule("*", HANG, program="ffprobe")
    media = film(H264_144)
    media_encode(media=media)
    portal.wait(lambda: portal.hangs)
    with transaction.atomic():
        media_lock(media.pk)
        portal.go_on()
        portal.wait(lambda: list(portal.root.glob("encoded/*/*/*.mp4")))
        portal.kill()
    portal.start()
    portal.settle()

    assert Encoding.objects.get().status == "success"
    assert len(list(portal.root.glob("encoded/*/*/*"))) == 1


def test_each_time(portal: Portal, film: Film) -> None:
    portal.rule(ENCODES, HANG, once=False)
    media_encode(media=film(H264_144))
    for attempt in (1, 2):
        portal.wait(lambda: portal.hangs)
        assert Job.objects.get(kind="encode").attempts == attempt
        portal.kill()
        portal.go_on()
        portal.start()
        portal.reap()
    portal.settle()

    assert reasons() == {"worker_lost"}
    assert Media.objects.get().encoding_status == "fail"
