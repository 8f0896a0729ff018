"""The Celery tasks of trimming; names, queues, limits and arguments are a legacy server's
(spec/pipeline.md §17).
"""

from celery import shared_task

from apps.studio import trimming


@shared_task(
    name="video_trim_task",
    queue="short_tasks",
    soft_time_limit=trimming.TIME_LIMIT,
    acks_late=True,
    reject_on_worker_lost=True,
)
def video_trim_task(request_id: int) -> bool:
    """Cut what a request asks for; False if there is no such request any more or it failed."""
    return trimming.video_trim(request_id=request_id)


@shared_task(
    name="post_trim_action",
    queue="short_tasks",
    soft_time_limit=trimming.TIME_LIMIT,
    acks_late=True,
    reject_on_worker_lost=True,
)
def post_trim_action(friendly_token: str) -> bool:
    """Bring what is derived from a media in line with its cut file; False if the media is gone."""
    return trimming.trim_finish(friendly_token=friendly_token)
