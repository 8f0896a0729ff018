"""The Celery tasks of transcription; name and arguments are a legacy server's (spec/pipeline.md §17).

Messages may come twice, late, or for rows that are gone. They are acknowledged when done, and come again when
their worker dies.
"""

from celery import Task, shared_task
from django.conf import settings

from apps.captions import queues, requesting
from apps.captions.transcribing import transcription_run
from apps.media.models import Media

MARGIN = 60
"""Seconds that a task has beyond the time limit of the engine."""


@shared_task(
    name=queues.NAME,
    bind=True,
    queue=settings.WHISPER_QUEUE,
    soft_time_limit=settings.WHISPER_TIMEOUT + MARGIN,
    acks_late=True,
    reject_on_worker_lost=True,
)
def whisper_transcribe(self: Task, friendly_token: str, translate: bool = False) -> bool:
    """Make captions of what is said in a media; False if they are not made here and now."""
    message_id = self.request.id or ""
    if queues.hand_on(came_by=_queue_of(self), args=(friendly_token, translate), message_id=message_id):
        return False
    media = Media.objects.select_related("user").filter(friendly_token=friendly_token).first()
    if media is None:
        return False
    return transcription_run(media=media, translate=translate, message_id=message_id)


def _queue_of(task: Task) -> str:
    """The queue that the message came by; ``""`` without a broker."""
    delivery = task.request.delivery_info or {}
    return "" if task.request.is_eager else str(delivery.get("routing_key") or "")


@shared_task(name="check_transcriptions", queue="short_tasks")
def check_transcriptions() -> bool:
    """Take up transcriptions that nobody is at."""
    requesting.lost_requests_send()
    queues.unserved_send()
    return True
