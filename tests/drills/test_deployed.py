"""A new version of the portal, whose workers take the place of those that are at work."""

import signal
from collections.abc import Callable

import pytest

from apps.encoding.models import Encoding, Job
from apps.encoding.services import media_encode
from apps.media.models import Media
from tests.drills.portal import DRILL, ENCODES, HANG, Portal

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


@pytest.fixture
def job(portal: Portal, film: Film) -> Job:
    """A job whose encode is under way."""
    portal.rule(ENCODES, HANG)
    media_encode(media=film(H264_144))
    portal.wait(lambda: portal.hangs)
    return Job.objects.get(kind="encode")


def show_that_it_is_done_once(portal: Portal, job: Job) -> None:
    """The encode has ended well at its first try, and left one file."""
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("success", 1)
    assert Encoding.objects.get().status == "success"
    assert len(list(portal.root.glob("encoded/*/*/*"))) == 1


def test_the_old_worker_ends_what_it_is_at(portal: Portal, job: Job) -> None:
    holder = job.worker

    old = portal.retire()
    portal.start()
    portal.go_on()
    portal.settle()

    assert old.wait(timeout=10) == 0
    show_that_it_is_done_once(portal, job)
    assert job.worker == holder


def test_an_old_worker_that_may_not_end_gives_its_encode_to_the_new_one(portal: Portal, job: Job) -> None:
    """The try does not count: nothing was wrong with it."""
    holder = job.worker
    old = portal.retire()
    portal.start()

    old.send_signal(signal.SIGQUIT)
    portal.settle()

    old.wait(timeout=10)
    show_that_it_is_done_once(portal, job)
    assert job.worker != holder
