"""From a stored upload to a media item that knows what it is (spec/pipeline.md §4.2 and §4.3)."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, fields
from pathlib import Path

from django.conf import settings

from apps.encoding import images, ladder, probe, selectors
from apps.encoding.jobs import Failure, job_request
from apps.encoding.models import Job
from apps.encoding.rows import media_columns_set
from apps.encoding.services.fanout import media_encode
from apps.encoding.services.files import files_remove_on_commit, human_size
from apps.encoding.services.former import former_withdraw
from apps.encoding.services.pictures import thumbnails_create
from apps.media.models import EncodingStatus, Media, MediaState, MediaType

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Detected:
    """What a file decides: columns of ``files_media``, with the defaults of a new row, and what is below.

    ``md5sum`` is left to the worker (`services.checksum_fill`): it costs a whole read of the file.
    ``video_height`` is that of the coded picture, also of one that is marked as turned: for what phones
    record upright that is the shorter side, which is what the resolution of an upright rendition means
    (spec/pipeline-ffmpeg.md §5.2).

    Attributes:
        failure: why the file is of no use; None if it is of use.
        has_sound: whether there is an audio track.
        is_seekable: whether players can seek in the file as it is.
    """

    media_type: str
    encoding_status: str
    duration: int = 0
    video_height: int = 1
    media_info: str = ""
    size: str | None = None
    md5sum: str | None = None
    failure: Failure | None = None
    has_sound: bool = False
    is_seekable: bool = True

    @property
    def columns(self) -> dict[str, object]:
        """Columns of ``files_media`` by name."""
        beside = {"failure", "has_sound", "is_seekable"}
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in beside}


def media_init(media: Media, *, frame_later: bool = False) -> Failure | None:
    """Detect what a media file is, make its pictures, and queue its encodes when the transaction commits.

    A file of a type that the portal does not take is removed and its row unlisted. A file that is not
    recognised at all, or that nobody should open, is kept, unlisted and failed (§20, H1).

    Args:
        media: which one.
        frame_later: somebody waits for the call, and nothing that they are told depends on the picture of a
            video: a worker makes it.

    Returns:
        Why the media failed, if it did.
    """
    found = media_detect(media, Path(media.media_file.path))
    media_columns_set(media, **found.columns)
    if found.failure is not None:
        _unlist(media)
    elif not _is_allowed(media.media_type):
        logger.warning("file of %s removed: %s is not taken", media.friendly_token, media.media_type)
        _unlist(media)
        files_remove_on_commit([media.media_file.name or ""])
    else:
        _process(media, frame_later)
        derived_request(media, found)
    if settings.DO_NOT_TRANSCODE_VIDEO or found.failure or media.media_type != MediaType.VIDEO:
        former_withdraw(media=media)  # no renditions come that could take their place
    return found.failure


def derived_request(media: Media, found: Detected) -> None:
    """Ask for what a worker makes of an original beside renditions."""
    token = media.friendly_token
    if not found.is_seekable:
        job_request(Job.Kind.REPAIR, media, token)
    if found.has_sound:
        job_request(Job.Kind.WAVEFORM, media, token, priority=ladder.LATER)
    if media.media_type == MediaType.IMAGE and images.needs_display_copy(Path(media.media_file.path)):
        job_request(Job.Kind.DISPLAY, media, token)


def _process(media: Media, frame_later: bool) -> None:
    if media.media_type == MediaType.VIDEO and frame_later:
        job_request(Job.Kind.THUMBNAIL, media, media.friendly_token)
    elif media.media_type in {MediaType.VIDEO, MediaType.IMAGE}:
        wanted = media.thumbnail_time
        thumbnails_create(media=media)
        media.thumbnail_time = wanted  # a random time is not stored at upload (§5.1)
    if media.media_type != MediaType.VIDEO:
        return
    job_request(Job.Kind.SPRITE, media, media.friendly_token)
    if settings.DO_NOT_TRANSCODE_VIDEO:
        media_columns_set(media, encoding_status=EncodingStatus.SUCCESS)
    else:
        media_encode(media=media)


def _is_allowed(media_type: str) -> bool:
    allowed = settings.ALLOWED_MEDIA_UPLOAD_TYPES
    return "all" in allowed or media_type in allowed


def _unlist(media: Media) -> None:
    if media.state == MediaState.PUBLIC:
        media_columns_set(media, state=MediaState.UNLISTED)


def media_detect(media: Media, path: Path) -> Detected:
    """Return what a file says about a media item; a ``media_type`` of ``""`` if it is not recognised.

    Args:
        path: absolute path of the original.
    """
    kind = probe.detect_type(path)
    try:
        if kind == MediaType.IMAGE:
            images.check_size(path)
        if kind in {MediaType.IMAGE, MediaType.PDF}:
            return Detected(media_type=kind, encoding_status=EncodingStatus.SUCCESS)
        return facts_described(media, probe.probe(path))
    except images.TooManyPixelsError as error:
        return _useless(Job.Reason.UNSUPPORTED, error)
    except probe.ProbeError as error:
        return _useless(Job.Reason.UNREADABLE if path.is_file() else Job.Reason.SOURCE_MISSING, error)


def _useless(reason: Job.Reason, error: Exception) -> Detected:
    failure = Failure(reason, str(error), permanent=True)
    return Detected(media_type="", encoding_status=EncodingStatus.FAIL, failure=failure)


def facts_described(media: Media, facts: probe.Facts) -> Detected:
    """Return what the facts of a video or audio file say about a media item."""
    info = json.dumps(facts.media_info)
    if facts.video is None:
        seconds = facts.audio.duration if facts.audio else 0.0
        return Detected(
            MediaType.AUDIO,
            EncodingStatus.SUCCESS,
            duration=int(seconds),
            media_info=info,
            has_sound=True,
            is_seekable=facts.states_duration,
        )
    return Detected(
        media_type=MediaType.VIDEO,
        encoding_status=selectors.encoding_status(media),
        duration=round(facts.video.duration),
        video_height=facts.video.raw["height"],
        media_info=info,
        size=human_size(facts.file_size),
        has_sound=facts.audio is not None,
        is_seekable=facts.states_duration,
    )
