"""Where transcriptions wait, and what becomes of those that nobody takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from apps.captions import queues
from apps.captions.models import TranscriptionRequest
from apps.captions.requesting import transcription_request
from apps.captions.tasks import check_transcriptions, whisper_transcribe
from apps.encoding.models import Job
from apps.media.models import Media
from tests.captions.conftest import SPEECH

pytestmark = pytest.mark.django_db

Stored = Callable[..., Media]


class Workers:
    """What was sent, and which queues are served."""

    def __init__(self) -> None:
        self.served: set[str] = set()
        self.sent: list[tuple[str, tuple[Any, ...], str, str]] = []

    def send(self, name: str, *, args: Any, queue: str, task_id: str) -> None:
        self.sent.append((name, tuple(args), queue, task_id))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    """Workers that are not there, and a broker that only remembers."""
    stand = Workers()
    monkeypatch.setattr(queues, "is_served", lambda queue: queue in stand.served)
    monkeypatch.setattr(current_app, "send_task", stand.send)
    return stand


def came_by(queue: str, *args: Any) -> bool:
    """Run the task as a worker does, with a message of a queue."""
    whisper_transcribe.push_request(
        id="m1", delivery_info={"routing_key": queue}, is_eager=False, called_directly=False
    )
    try:
        return bool(whisper_transcribe.run(*args))
    finally:
        whisper_transcribe.pop_request()


def test_our_own_messages_go_to_a_queue_of_their_own() -> None:
    assert whisper_transcribe.queue == "whisper_tasks"
    assert whisper_transcribe.name == "whisper_transcribe"
    assert whisper_transcribe.soft_time_limit == 7260


def test_workers_for_encoding_hand_the_work_on(stored: Stored, workers: Workers) -> None:
    media = stored(SPEECH)
    transcription_request(media=media, transcribe=True, translate=False)
    Job.objects.update(message_id="m1")
    workers.served = {"long_tasks", "whisper_tasks"}

    assert not came_by("long_tasks", media.friendly_token)

    waits_for = Job.objects.get().message_id
    assert waits_for != "m1"
    assert workers.sent == [("whisper_transcribe", (media.friendly_token, False), "whisper_tasks", waits_for)]
    assert TranscriptionRequest.objects.get().status == "pending"


def test_they_do_it_themselves_when_nobody_else_is_there(stored: Stored, workers: Workers) -> None:
    media = stored(SPEECH)
    TranscriptionRequest.objects.create(media=media)
    workers.served = {"long_tasks"}

    assert came_by("long_tasks", media.friendly_token, False)

    assert workers.sent == []
    assert TranscriptionRequest.objects.get().status == "success"


def test_workers_for_transcription_hand_nothing_on(stored: Stored, workers: Workers) -> None:
    workers.served = {"whisper_tasks"}

    assert not came_by("whisper_tasks", stored(SPEECH).friendly_token, True)
    assert workers.sent == []


def waiting(media: Media, **age: int) -> Job:
    """A request of the form, queued a while ago."""
    transcription_request(media=media, transcribe=True, translate=False)
    Job.objects.update(queued_at=timezone.now() - timedelta(**age))
    return Job.objects.get()


def test_what_nobody_takes_goes_to_the_workers_for_encoding(stored: Stored, workers: Workers) -> None:
    job = waiting(stored(SPEECH), hours=2)

    check_transcriptions()
    check_transcriptions()

    assert workers.sent == [
        ("whisper_transcribe", (job.media.friendly_token, False), "long_tasks", job.message_id)
    ], "once an hour"


@pytest.mark.parametrize(("minutes", "served"), [(30, set()), (120, {"whisper_tasks"})])
def test_what_only_waits_for_its_turn_goes_nowhere(
    stored: Stored, workers: Workers, minutes: int, served: set[str]
) -> None:
    waiting(stored(SPEECH), minutes=minutes)
    workers.served = served

    check_transcriptions()

    assert workers.sent == []


@pytest.mark.parametrize(
    ("status", "hours", "adopted"),
    [
        ("pending", 1, True),
        ("pending", 0, False),
        ("running", 30, True),
        ("running", 3, False),
        ("fail", 99, False),
    ],
)
@pytest.mark.usefixtures("workers")
def test_requests_of_a_legacy_server_whose_worker_is_gone_are_taken_up(
    stored: Stored, status: str, hours: int, adopted: bool
) -> None:
    request = TranscriptionRequest.objects.create(media=stored(SPEECH), status=status)
    TranscriptionRequest.objects.update(add_date=timezone.now() - timedelta(hours=hours))

    check_transcriptions()

    request.refresh_from_db()
    assert request.status == ("pending" if adopted else status)
    assert Job.objects.exists() is adopted
