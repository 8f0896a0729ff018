"""Which workers transcribe: a queue of its own keeps transcriptions from taking the place of encodes.

Legacy servers queue them on ``long_tasks``, where our workers for encoding find them. Those hand them on to a
worker for transcription if one is there, and else do the work themselves, so that it is done or fails with a
reason.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.encoding.models import Job
from apps.media.models import EncodingStatus

logger = logging.getLogger(__name__)

NAME = "whisper_transcribe"
LONG = "long_tasks"
SECONDS = 1.0
"""How long workers may take to answer."""
PATIENCE = timedelta(hours=1)
"""After this, what no worker for transcription took goes to the workers for encoding."""


def is_served(queue: str) -> bool:
    """Ask the workers whether one of them takes messages from a queue."""
    try:
        answers = current_app.control.inspect(timeout=SECONDS).active_queues() or {}
    except OperationalError:
        logger.exception("workers could not be asked")
        return False
    return any(taken.get("name") == queue for queues in answers.values() for taken in queues or ())


def hand_on(*, came_by: str, args: tuple[str, bool], message_id: str) -> bool:
    """Send a message to the queue for transcription if it came by another one and somebody takes it there.

    The new message has an id of its own: Celery takes a task whose worker died for done when a task of the
    same id has ended.

    Args:
        came_by: queue of the message, ``""`` if it came by none.
        args: of the task.
        message_id: of the message; a job that waits for it then waits for the new one.

    Returns:
        Whether it was sent.
    """
    if came_by in {"", settings.WHISPER_QUEUE} or not is_served(settings.WHISPER_QUEUE):
        return False
    new_id = str(uuid4())
    jobs = Job.objects.filter(kind=Job.Kind.TRANSCRIBE, media__friendly_token=args[0])
    jobs.filter(message_id=message_id).update(message_id=new_id)
    current_app.send_task(NAME, args=args, queue=settings.WHISPER_QUEUE, task_id=new_id)
    logger.info("transcription handed on", extra={"media": args[0], "queue": settings.WHISPER_QUEUE})
    return True


def unserved_send() -> int:
    """Give to the workers for encoding what has waited for a worker for transcription that is not there.

    Returns:
        How many there were.
    """
    overdue = Job.objects.filter(
        kind=Job.Kind.TRANSCRIBE,
        status=EncodingStatus.PENDING,
        queued_at__lt=timezone.now() - PATIENCE,
    )
    if settings.WHISPER_QUEUE == LONG or not overdue.exists() or is_served(settings.WHISPER_QUEUE):
        return 0
    jobs = list(overdue)
    for job in jobs:
        current_app.send_task(NAME, args=job.message["args"], queue=LONG, task_id=job.message_id)
        Job.objects.filter(pk=job.pk).update(queued_at=timezone.now())
        logger.warning("nobody transcribes, left to encoding", extra={"job": job.pk, "media": job.media_id})
    return len(jobs)
