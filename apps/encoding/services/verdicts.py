"""Why an upload is of no use: kept where the failures of all work are, so that its owner can read it."""

from __future__ import annotations

import logging

from django.utils import timezone

from apps.encoding.models import Job
from apps.media.models import EncodingStatus, Media

logger = logging.getLogger(__name__)

DETAIL_LENGTH = 2000


def verdict_store(media: Media, reason: Job.Reason, detail: str) -> None:
    """Record that the file of a media item cannot be used, as a failed job that recognises it.

    Args:
        reason: for the owner.
        detail: for operators.
    """
    now = timezone.now()
    values = {
        "status": EncodingStatus.FAIL,
        "reason": reason,
        "detail": detail[-DETAIL_LENGTH:],
        "message": {"args": [media.friendly_token]},
        "ended_at": now,
    }
    Job.objects.update_or_create(
        media=media,
        kind=Job.Kind.INIT,
        encoding=None,
        subject="",
        defaults=values,
        create_defaults=values | {"started_at": now, "attempts": 1},
    )
    logger.warning("file of %s is of no use: %s", media.friendly_token, detail)
