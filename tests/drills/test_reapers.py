"""Two machines that take up at the same moment what was left behind."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from apps.encoding.broker import PRIORITIES
from apps.encoding.jobs import reaper
from apps.encoding.models import Encoding, Job
from apps.encoding.rows import media_lock
from apps.encoding.services import media_encode
from apps.media.models import Media
from tests.drills.portal import DRILL, ENCODES, HANG, Portal, broker
from tests.encoding.database import meeting

pytestmark = DRILL
Film = Callable[..., Media]
H264_144, H264_240 = 23, 2


@pytest.fixture(autouse=True)
def _patient(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent just now is not overdue, as usual."""
    monkeypatch.setattr(reaper, "GRACE", timedelta(seconds=60))


def reap() -> int:
    """Take up what was left behind; how much it was."""
    return reaper.running_jobs_reap() + reaper.pending_jobs_resend()


def reap_twice_at_once(media: Media) -> None:
    """Two reapers have both seen what is left of a media before either does something about it."""
    assert meeting(partial(media_lock, media.pk), reap, reap)


def messages() -> int:
    """How many wait at the broker for encodes."""
    return sum(int(broker().llen(f"long_tasks{end}")) for end in PRIORITIES)


def test_what_a_dead_worker_left_is_queued_once(portal: Portal, film: Film) -> None:
    portal.rule(ENCODES, HANG)
    media_encode(media=(media := film(H264_144, H264_240)))
    portal.wait(lambda: portal.hangs and Job.objects.filter(status="running").count() == 2)
    portal.kill()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    reap_twice_at_once(media)

    assert messages() == 2
    portal.start()
    portal.settle(reap=False)
    assert set(Job.objects.filter(kind="encode").values_list("status", "attempts")) == {("success", 2)}
    assert Encoding.objects.filter(status="success").count() == 2


def test_lost_messages_are_sent_once(portal: Portal, film: Film) -> None:
    portal.kill()
    media_encode(media=(media := film(H264_144, H264_240)))
    broker().flushdb()
    Job.objects.update(queued_at=timezone.now() - timedelta(minutes=2))

    reap_twice_at_once(media)

    assert messages() == 2
    portal.start()
    portal.settle(reap=False)
    assert set(Job.objects.filter(kind="encode").values_list("status", "attempts")) == {("success", 1)}
