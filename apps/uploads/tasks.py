"""Celery tasks of uploads."""

from celery import shared_task

from apps.uploads import services


@shared_task(name="uploads_cleanup", queue="short_tasks")
def uploads_cleanup() -> int:
    """Remove uploads that were never finished; daily."""
    return services.uploads_cleanup()
