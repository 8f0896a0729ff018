"""The daily cleaning, as a Celery task."""

import logging

from celery import shared_task

from apps.integrity.cleanup import media_cleanup

logger = logging.getLogger(__name__)


@shared_task(name="media_cleanup", queue="short_tasks")
def clean_media() -> int:
    """Remove aged uploads and files that no row names; returns how many bytes. Originals are left alone."""
    removed = bytes_ = 0
    for one in media_cleanup():
        removed += 1
        bytes_ += one.size
    logger.info("media folder cleaned", extra={"removed": removed, "bytes": bytes_})
    return bytes_
