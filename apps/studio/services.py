"""Writes of the video editors: chapters and requests to trim (spec/api-media-bulk.md §7, §8)."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from apps.common.text import plain_text
from apps.encoding.jobs import job_request
from apps.encoding.models import Job
from apps.media.models import Media, MediaType
from apps.studio.models import VideoChapterData, VideoTrimRequest
from apps.studio.timecodes import chapter_seconds, trim_seconds

logger = logging.getLogger(__name__)

CHAPTER_TITLE_LENGTH = 500
TRIM_STALE_AFTER = timedelta(hours=6)
"""After this a request that has not ended is taken for one whose worker died."""

Status = VideoTrimRequest.Status
Action = VideoTrimRequest.Action


# -- chapters ------------------------------------------------------------------------------------------------


@transaction.atomic
def chapters_set(*, media: Media, chapters: Iterable[Any]) -> list[dict[str, Any]]:
    """Replace the chapters of a media; of any type, also ``[]`` for none.

    Args:
        media: which one.
        chapters: objects with ``startTime``, ``endTime`` (see ``chapter_seconds``) and ``chapterTitle``.
            Those that are incomplete, empty or end before they start are left out.

    Returns:
        What is stored: these three keys; texts of times as given, numbers as floats.
    """
    data = [chapter for item in chapters if (chapter := _chapter(item))]
    VideoChapterData.objects.update_or_create(media=media, defaults={"data": data})
    return data


def _chapter(item: Any) -> dict[str, Any] | None:
    if not isinstance(item, dict):
        return None
    start, end = chapter_seconds(item.get("startTime")), chapter_seconds(item.get("endTime"))
    title = _chapter_title(item.get("chapterTitle"))
    if start is None or end is None or not 0 <= start < end or not title:
        return None
    return {
        "startTime": _as_given(item["startTime"], start),
        "endTime": _as_given(item["endTime"], end),
        "chapterTitle": title,
    }


def _as_given(value: Any, seconds: float) -> str | float:
    return value if isinstance(value, str) else seconds


def _chapter_title(value: Any) -> str:
    """Plain text of at most 500 characters; "" if it is none, or one that the database cannot hold."""
    if not isinstance(value, str):
        return ""
    title = plain_text(value).strip()[:CHAPTER_TITLE_LENGTH]
    storable = "\x00" not in title and not any("\ud800" <= character <= "\udfff" for character in title)
    return title if storable else ""


# -- trimming ------------------------------------------------------------------------------------------------


class TrimInProgressError(Exception):
    """Another request to trim the same media has not ended."""


@transaction.atomic
def trim_request_create(
    *, media: Media, segments: Any, save_as_copy: bool, save_individual_segments: bool
) -> VideoTrimRequest:
    """Ask for a media to be cut, and queue the work when the transaction commits.

    Args:
        media: a video or an audio file.
        segments: what to keep: a list of objects with ``startTime`` and ``endTime`` (``HH:MM:SS.mmm``),
            stored as it is. Entries without both keys are ignored. With nothing to keep the request fails
            at once; None is refused.
        save_as_copy: leave the media alone and cut a copy.
        save_individual_segments: make a media of each segment.

    Raises:
        ValidationError: the media cannot be cut, or a segment is malformed or empty.
        TrimInProgressError: one at a time.
    """
    Media.objects.select_for_update(no_key=True).get(pk=media.pk)
    unfinished = media.trim_requests.filter(status__in=(Status.INITIAL, Status.RUNNING))
    dead = unfinished.filter(add_date__lt=timezone.now() - TRIM_STALE_AFTER).update(status=Status.FAIL)
    if dead:
        logger.warning("trim requests given up", extra={"media": media.friendly_token, "requests": dead})
    if unfinished.exists():
        raise TrimInProgressError
    usable = _usable_segments(media, segments)
    trim_request = VideoTrimRequest.objects.create(
        media=media,
        status=Status.INITIAL if usable else Status.FAIL,
        video_action=_trim_action(save_as_copy, save_individual_segments),
        timestamps=segments,
    )
    if usable:
        pk = trim_request.pk
        job_request(Job.Kind.TRIM, media, pk, subject=str(pk))
    return trim_request


def _trim_action(save_as_copy: bool, save_individual_segments: bool) -> Action:
    if save_individual_segments:
        return Action.CREATE_SEGMENTS
    return Action.SAVE_NEW if save_as_copy else Action.REPLACE


def _usable_segments(media: Media, segments: Any) -> list[dict[str, Any]]:
    """The entries of `segments` that name a piece.

    Raises:
        ValidationError: they cannot be cut.
    """
    if segments is None:
        raise ValidationError("segments are expected")
    if not segments:
        return []
    if not isinstance(segments, list):
        raise ValidationError("a list of segments is expected")
    usable = [
        entry for entry in segments if isinstance(entry, dict) and "startTime" in entry and "endTime" in entry
    ]
    if usable and media.media_type not in (MediaType.VIDEO, MediaType.AUDIO):
        raise ValidationError("only video and audio can be cut")
    for entry in usable:
        start, end = trim_seconds(entry["startTime"]), trim_seconds(entry["endTime"])
        # The stored duration is rounded, so the last second may lie behind it.
        if start is None or end is None or not start < end or start > media.duration + 1:
            raise ValidationError("malformed segment")
    return usable
