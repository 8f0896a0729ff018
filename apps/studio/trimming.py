"""Cutting media as trim requests ask (spec/pipeline.md §12).

Files are cut beside the ones they come from while everything stays as it is. A short transaction then switches
the rows to the new files, which have names of their own, and the old files go when it has committed. A request
is ``initial`` until then and ``running`` until ``trim_finish`` is through, so a task that comes again, whether
its worker died or not, cuts nothing twice.
"""

from __future__ import annotations

import logging
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path, PurePath

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.http import int_to_base36

from apps.encoding import cutting, probe, runner, selectors, services
from apps.encoding.cutting import Piece
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.models import Encoding
from apps.encoding.paths import hls_directory, media_path
from apps.encoding.queueing import enqueue
from apps.encoding.services.files import files_remove_on_commit, human_size
from apps.encoding.services.outcome import media_columns_set, media_lock, rows_remove
from apps.media import access
from apps.media.bulk.copy import media_copy
from apps.media.models import EncodingStatus, Media, MediaType
from apps.media.services.files import generated_files
from apps.studio.models import VideoTrimRequest
from apps.studio.timecodes import trim_seconds

logger = logging.getLogger(__name__)

TIME_LIMIT = 600
"""Seconds after which a task of trimming is ended."""
TIME_MARGIN = 30
NAME_BYTES = 200

Status = VideoTrimRequest.Status
Action = VideoTrimRequest.Action

_UID_PREFIX = re.compile(r"[0-9a-f]{32}(?:_[a-zA-Z0-9]{7})?\.")
_FAILURES = (
    cutting.CutError,
    runner.ProgramError,
    probe.ProbeError,
    ValidationError,
    SuspiciousFileOperation,
    OSError,
    SoftTimeLimitExceeded,
)


class TrimError(Exception):
    """A request cannot be fulfilled; the text says why."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The cut files of a media, not yet in use.

    Attributes:
        source: stored name of the original that was cut.
        original: absolute path of its cut.
        facts: what that holds.
        renditions: absolute paths of the cuts of finished renditions, by the stored names of those.
    """

    source: str
    original: Path
    facts: probe.Facts
    renditions: Mapping[str, Path]


def video_trim(*, request_id: int) -> bool:
    """Do what a request asks for and leave the finishing touches to ``post_trim_action``.

    A request that has ended is left alone; of one that is cut already only the rest is queued again. A request
    that cannot be fulfilled fails, and the media stays as it was.

    Returns:
        Whether the files are cut now.
    """
    deadline = time.monotonic() + TIME_LIMIT - TIME_MARGIN
    media_id = VideoTrimRequest.objects.filter(pk=request_id).values_list("media_id", flat=True).first()
    if media_id is None:
        logger.info("trim request %d is gone", request_id)
        return False
    with wait_for_lock(Lock.TRIM, media_id), ExitStack() as guard:
        guard.push(partial(_fail_after_crash, VideoTrimRequest.objects.filter(pk=request_id)))
        trim_request = VideoTrimRequest.objects.select_related("media__user").filter(pk=request_id).first()
        if trim_request is not None and trim_request.status == Status.RUNNING:
            enqueue("post_trim_action", trim_request.media.friendly_token)
            return True
        if trim_request is None or trim_request.status != Status.INITIAL:
            logger.info("trim request %d has ended", request_id)
            return False
        return _try(trim_request, deadline)


def _try(trim_request: VideoTrimRequest, deadline: float) -> bool:
    started = time.monotonic()
    try:
        _perform(trim_request, deadline)
    except (TrimError, *_FAILURES) as error:
        _fail(VideoTrimRequest.objects.filter(pk=trim_request.pk, status=Status.INITIAL), error)
        return False
    logger.info(
        "media trimmed",
        extra={
            "request": trim_request.pk,
            "media": trim_request.media.friendly_token,
            "action": trim_request.video_action,
            "seconds": time.monotonic() - started,
        },
    )
    return True


def _perform(trim_request: VideoTrimRequest, deadline: float) -> None:
    if trim_request.media.media_type not in {MediaType.VIDEO, MediaType.AUDIO}:
        raise TrimError("only video and audio can be cut")
    pieces = _pieces(trim_request)
    if trim_request.video_action == Action.REPLACE:
        _replace(trim_request, list(pieces.values()), deadline)
    elif trim_request.video_action == Action.SAVE_NEW or len(pieces) == 1:
        _check_quota(trim_request.media, 1)
        _save_new(trim_request, list(pieces.values()), deadline)
    else:
        _create_segments(trim_request, pieces, deadline)


def _pieces(trim_request: VideoTrimRequest) -> dict[int, Piece]:
    """The pieces that a request names, by their place in its list.

    Raises:
        TrimError: there are none, or one of them is malformed.
    """
    listed = trim_request.timestamps
    pieces = {}
    for index, entry in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(entry, dict) or "startTime" not in entry or "endTime" not in entry:
            continue
        start, end = trim_seconds(entry["startTime"]), trim_seconds(entry["endTime"])
        if start is None or end is None or not start < end:
            raise TrimError(f"segment {index + 1} is malformed")
        pieces[index] = Piece(start, end)
    if not pieces:
        raise TrimError("there is no segment to keep")
    return pieces


def _check_quota(media: Media, copies: int) -> None:
    owned = Media.objects.filter(user=media.user_id).count()
    if owned + copies > settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD and not access.is_editor(media.user):
        raise TrimError(f"the owner may not have {copies} more media")


# -- the three actions ---------------------------------------------------------------------------------------


def _replace(trim_request: VideoTrimRequest, pieces: Sequence[Piece], deadline: float) -> None:
    """Cut a media itself."""
    media = trim_request.media
    # Pieces of a long video that are being joined would bring back its former length.
    with _cut_files(trim_request, pieces, deadline) as cut, wait_for_lock(Lock.CHUNKS, media.pk):
        with transaction.atomic():
            _lock_request(trim_request)
            _switch(_lock_source(media, cut), cut, trim_request.pk, lambda row: row.media_file.name)
            _hand_on(trim_request, media)


def _save_new(trim_request: VideoTrimRequest, pieces: Sequence[Piece], deadline: float) -> None:
    """Cut a copy of a media, which the request belongs to from then on."""
    with _cut_files(trim_request, pieces, deadline) as cut:
        with _cut_copy(trim_request, cut, "(Trimmed)") as copy:
            _hand_on(trim_request, copy)


def _create_segments(trim_request: VideoTrimRequest, pieces: Mapping[int, Piece], deadline: float) -> None:
    """Make a media of each piece.

    ``timestamps`` tell which ones exist: a list entry gets the token of its media in the same transaction.
    """
    missing = [index for index in pieces if "media" not in trim_request.timestamps[index]]
    _check_quota(trim_request.media, len(missing))
    for number, index in enumerate(pieces, start=1):
        if index not in missing:
            continue
        with _cut_files(trim_request, [pieces[index]], deadline) as cut:
            with _cut_copy(trim_request, cut, f"(Trimmed) {number}") as copy:
                _segment_finished(trim_request, index, copy)
    VideoTrimRequest.objects.filter(pk=trim_request.pk).update(status=Status.SUCCESS)


def _segment_finished(trim_request: VideoTrimRequest, index: int, copy: Media) -> None:
    entry = trim_request.timestamps[index]
    segment_request = VideoTrimRequest(media=copy, video_action=Action.CREATE_SEGMENTS, timestamps=[dict(entry)])
    _hand_on(segment_request, copy)
    entry["media"] = copy.friendly_token
    trim_request.save(update_fields=["timestamps"])


def _hand_on(trim_request: VideoTrimRequest, media: Media) -> None:
    """Mark a request as cut, and queue the rest."""
    trim_request.media = media
    trim_request.status = Status.RUNNING
    trim_request.save()
    enqueue("post_trim_action", media.friendly_token)


# -- files ---------------------------------------------------------------------------------------------------


@contextmanager
def _cut_files(trim_request: VideoTrimRequest, pieces: Sequence[Piece], deadline: float) -> Iterator[Cut]:
    """Cut the original of a media and its finished renditions. What is not put to use is removed.

    Raises:
        cutting.CutError: of the original. A rendition that cannot be cut is left out.
        TrimError: the original is missing, or its video is.
    """
    media = trim_request.media
    source = str(media.media_file)
    if not media_path(source).is_file():
        raise TrimError("the file of the media is missing")
    with ExitStack() as leftovers:

        def cut_one(name: str, key: object) -> tuple[Path, probe.Facts]:
            path = media_path(name)
            # The same name for each try: what a killed one has left is written over.
            target = path.with_name(f"{media.uid.hex}_trim{trim_request.pk}-{key}{path.suffix}")
            leftovers.callback(target.unlink, missing_ok=True)
            return target, cutting.cut(path, target, pieces, deadline=deadline)

        original, facts = cut_one(source, "original")
        if media.media_type == MediaType.VIDEO and facts.video is None:
            raise TrimError("no video is left")
        renditions = {}
        for row in selectors.renditions(media).filter(status=EncodingStatus.SUCCESS).exclude(media_file=""):
            try:
                renditions[str(row.media_file)], _ = cut_one(str(row.media_file), row.pk)
            except cutting.CutError as error:
                logger.warning("rendition %d cannot be cut, it is made anew: %s", row.pk, error)
        yield Cut(source=source, original=original, facts=facts, renditions=renditions)


@contextmanager
def _cut_copy(trim_request: VideoTrimRequest, cut: Cut, suffix: str) -> Iterator[Media]:
    """Copy a media, give the copy the cut files, and do what the block does, all in one transaction.

    Nobody sees the copy before it is cut, and nothing of it stays if that fails.
    """
    source = Media.objects.select_related("user").get(pk=trim_request.media.pk)
    copy = None
    try:
        with transaction.atomic():
            _lock_request(trim_request)
            copy = media_copy(media=source, suffix=suffix)
            if copy is None or str(source.media_file) != cut.source:
                raise TrimError("the media got another file meanwhile")
            _switch(copy, cut, trim_request.pk, _copied_names(source).get)
            yield copy
    except BaseException:
        # A connection that breaks while it commits may have committed.
        if copy is not None and not Media.objects.filter(uid=copy.uid).exists():
            generated_files(copy).remove()
        raise


def _copied_names(source: Media) -> _NameOf:
    """What finds the file of the original that an encoding of its copy comes from."""
    names = {f"Copied from encoding {row.pk}": str(row.media_file) for row in selectors.renditions(source)}
    return lambda row: names.get(row.logs)
