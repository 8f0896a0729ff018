"""Trim requests, carried out (spec/pipeline.md §12).

Files are cut while everything stays as it is; a short transaction then puts them to use. A request is
``initial`` until that commits and ``running`` until ``trim_finish`` is through. So whatever a task that comes
again finds, and however the one before it ended, nothing is cut twice and nothing is half done.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from apps.encoding import cutting, runner
from apps.encoding.cutting import Piece
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.queueing import enqueue
from apps.encoding.services import encoding_size_refresh, media_detect, thumbnails_create
from apps.encoding.services.outcome import media_columns_set, media_lock
from apps.media import access
from apps.media.bulk.copy import media_copy
from apps.media.models import Media, MediaType
from apps.media.services.files import generated_files
from apps.studio.cuts import Cut, cut_apply, cut_files, finished
from apps.studio.models import VideoTrimRequest
from apps.studio.timecodes import trim_seconds

logger = logging.getLogger(__name__)

TIME_LIMIT = 600
"""Seconds after which a task of trimming is ended; FFmpeg is ended a little earlier."""
TIME_MARGIN = 30
OTHER_FILE = "the media is gone or got another file meanwhile"

Status = VideoTrimRequest.Status
Action = VideoTrimRequest.Action


class TrimError(Exception):
    """A request cannot be fulfilled; the text says why."""


FAILURES = (
    TrimError,
    cutting.CutError,
    runner.ProgramError,
    ValidationError,
    SuspiciousFileOperation,
    OSError,
    SoftTimeLimitExceeded,
)


def video_trim(*, request_id: int) -> bool:
    """Do what a request asks for; ``post_trim_action`` is queued for the rest.

    A request that has ended is left alone. One that cannot be fulfilled fails, and the media stays as it was.

    Returns:
        Whether the files are cut now.
    """
    deadline = time.monotonic() + TIME_LIMIT - TIME_MARGIN
    media_id = _requests(pk=request_id).values_list("media_id", flat=True).first()
    if media_id is None:
        logger.info("trim request %d is gone", request_id)
        return False
    with wait_for_lock(Lock.TRIM, media_id):
        trim_request = _requests(pk=request_id).select_related("media__user").first()
        if trim_request is not None and trim_request.status == Status.RUNNING:
            enqueue("post_trim_action", trim_request.media.friendly_token)
            return True
        if trim_request is None or trim_request.status != Status.INITIAL:
            logger.info("trim request %d has ended", request_id)
            return False
        return _carry_out(trim_request, deadline)


def trim_finish(*, friendly_token: str) -> bool:
    """Bring what is derived from a media in line with its cut file, and end its request; safe to repeat.

    Returns:
        False if the media is gone, or its file cannot be read.
    """
    media_id = Media.objects.filter(friendly_token=friendly_token).values_list("pk", flat=True).first()
    if media_id is None:
        return False
    with wait_for_lock(Lock.TRIM, media_id):
        media = Media.objects.select_related("user").filter(pk=media_id).first()
        if media is None:
            return False
        first = media.trim_requests.filter(status=Status.RUNNING).order_by("pk").values_list("pk", flat=True)[:1]
        running = _requests(pk__in=list(first), status=Status.RUNNING)
        with _failing(running) as outcome:
            _derive(media)
            running.update(status=Status.SUCCESS)
            outcome.succeeded = True
        return outcome.succeeded
