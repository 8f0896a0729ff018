"""Celery tasks of categories and tags; names and queues are a legacy server's (spec/pipeline.md §17)."""

from celery import shared_task

from apps.categories import services


@shared_task(name="update_listings_thumbnails", queue="long_tasks")
def update_listings_thumbnails() -> bool:
    """Choose the pictures that lists of categories and tags show; daily."""
    services.listings_thumbnails_refresh()
    return True
