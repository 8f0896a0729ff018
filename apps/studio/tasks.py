"""The Celery tasks of trimming; names, queues, limits and arguments are a legacy server's
(spec/pipeline.md §17).
"""

from celery import Task, shared_task

from apps.encoding.jobs import perform
from apps.encoding.models import Job
from apps.media.models import Media
from apps.studio import trimming


@shared_task(
    name="video_trim_task",
    queue="short_tasks",
    soft_time_limit=trimming.TIME_LIMIT,
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
)
def video_trim_task(self: Task, request_id: int) -> bool:
    """Cut what a request asks for; False if there is no such request any more or it failed."""
    media = trimming.media_of_request(request_id=request_id)
    return media is not None and perform(
        Job.Kind.TRIM,
        media,
        lambda _: trimming.video_trim(request_id=request_id),
        request_id,
        subject=str(request_id),
        message_id=self.request.id or "",
    )


@shared_task(
    name="post_trim_action",
    queue="short_tasks",
    soft_time_limit=trimming.TIME_LIMIT,
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
)
def post_trim_action(self: Task, friendly_token: str) -> bool:
    """Bring what is derived from a media in line with its cut file; False if the media is gone."""
    media = Media.objects.filter(friendly_token=friendly_token).first()
    return media is not None and perform(
        Job.Kind.TRIM_FINISH,
        media,
        lambda _: trimming.trim_finish(friendly_token=friendly_token),
        friendly_token,
        message_id=self.request.id or "",
    )
