"""Celery tasks of media; names, queues and arguments are a legacy server's (spec/pipeline.md §17)."""

from celery import shared_task

from apps.media.search import search_vector_update
from apps.media.selectors import media_by_token


@shared_task(name="update_search_vector", queue="short_tasks")
def update_search_vector(friendly_token: str) -> bool:
    """Index a media anew after its captions changed; False if it is gone."""
    media = media_by_token(friendly_token)
    if media is None:
        return False
    search_vector_update(media)
    return True
