"""Messages that come more often or later than they should."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.encoding.jobs.encodes import encode_message
from apps.encoding.models import Encoding, Job
from apps.encoding.services import media_encode
from apps.media.models import Media
from apps.media.services import media_delete
from config.celery import app
from tests.drills.portal import DRILL, PATIENCE, Portal

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


@pytest.fixture
def encoding(portal: Portal, film: Film) -> Encoding:
    """A pending encode, whose message is sent."""
    return media_encode(media=film(H264_144))[0]


def send(encoding: Encoding, **options: Any) -> Any:
    """Send the message of an encode once more."""
    args, kwargs = encode_message(encoding, force=True)
    return app.send_task("encode_media", args=args, kwargs=kwargs, queue="long_tasks", **options)


def known(encoding: Encoding) -> str:
    """The id of the message of an encode."""
    return Job.objects.get(encoding=encoding).message_id


def test_three_times_at_once(portal: Portal, encoding: Encoding) -> None:
    for _ in range(2):
        send(encoding, task_id=known(encoding))
    portal.settle()

    assert (Job.objects.get(encoding=encoding).attempts, Encoding.objects.count()) == (1, 1)
    assert len(list(portal.root.glob("encoded/*/*/*"))) == 1


@pytest.mark.parametrize("sender", ["we", "a legacy server"])
def test_after_success(portal: Portal, encoding: Encoding, sender: str) -> None:
    portal.settle()
    files = portal.files()
    app.AsyncResult(known(encoding)).forget()  # that of the first message

    answer = send(encoding, task_id=known(encoding) if sender == "we" else None).get(timeout=PATIENCE)

    assert answer is True
    assert Job.objects.get(encoding=encoding).attempts == 1
    assert portal.files() == files
    portal.settle()


def test_after_deletion(portal: Portal, encoding: Encoding) -> None:
    portal.settle()
    media_delete(media=encoding.media)

    assert send(encoding).get(timeout=PATIENCE) is False

    assert portal.files() == []
    portal.settle()
