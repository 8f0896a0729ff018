"""Trim requests, carried out (spec/pipeline.md §12).

Files are cut while everything stays as it is; a short transaction then puts them to use. A request is
``initial`` until that commits and ``running`` until ``trim_finish`` is through. So whatever a task that comes
again finds, and however the one before it ended, nothing is cut twice and nothing is half done.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from apps.encoding import cutting, runner
from apps.encoding.cutting import Piece
from apps.encoding.jobs import Failure, WorkError, failure_of, job_request, on_failure, on_retry
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.models import Job
from apps.encoding.rows import media_columns_set, media_lock
from apps.encoding.services import derived_request, encoding_size_refresh, media_detect, thumbnails_create
from apps.media import access
from apps.media.bulk.copy import media_copy
from apps.media.models import Media, MediaType
from apps.media.services.files import generated_files
from apps.studio.cuts import cut_apply, cut_files, finished
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


def media_of_request(*, request_id: int) -> Media | None:
    """Return the media that a request was made for; None if the request is gone.

    A request is handed on to the copy that it makes, while its job stays with the media that it cuts.
    """
    jobs = Job.objects.filter(kind=Job.Kind.TRIM, subject=str(request_id)).values("media_id")
    made_for = Media.objects.filter(pk__in=jobs).first()
    return made_for or Media.objects.filter(trim_requests=request_id).first()


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
            job_request(Job.Kind.TRIM_FINISH, trim_request.media, trim_request.media.friendly_token)
            return True
        if trim_request is None or trim_request.status != Status.INITIAL:
            logger.info("trim request %d has ended", request_id)
            return False
        waiting = _requests(pk=request_id, status=Status.INITIAL)
        return _attempt(waiting, partial(_carry_out, trim_request, deadline))


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
        running = _requests(media=media, status=Status.RUNNING).order_by("pk").values_list("pk", flat=True)
        first = _requests(pk__in=list(running[:1]), status=Status.RUNNING)
        return _attempt(first, partial(_derive, media, first))


def _requests(**conditions: object) -> QuerySet[VideoTrimRequest]:
    return VideoTrimRequest.objects.filter(**conditions)


def _attempt(requests: QuerySet[VideoTrimRequest], work: Callable[[], None]) -> bool:
    """Work for requests, which fail if the work does.

    A worker that is told to stop fails nothing: its job is taken up again.

    Raises:
        WorkError: with the reason that the requests failed for.
    """
    with ExitStack() as guard:
        guard.push(partial(_fail_after_crash, requests))
        try:
            work()
        except (TrimError, cutting.CutError, ValidationError) as error:
            raise WorkError(Failure(_reason(error), str(error), permanent=True)) from error
    return True


def _reason(error: Exception) -> Job.Reason:
    """Why a cut failed: what the program failed of, else that it is not possible."""
    if isinstance(error.__cause__, runner.ProgramError):
        return failure_of(error.__cause__).reason
    return Job.Reason.UNSUPPORTED


def _fail_after_crash(
    requests: QuerySet[VideoTrimRequest],
    kind: type[BaseException] | None,
    error: BaseException | None,
    _trace: object,
) -> None:
    """Fail requests at once, unless the job is tried again."""
    if isinstance(error, Exception) and failure_of(error).permanent:
        _fail(requests, str(error))


def _fail(requests: QuerySet[VideoTrimRequest], reason: str) -> None:
    pks = list(requests.values_list("pk", flat=True))
    requests.update(status=Status.FAIL)
    logger.warning("trimming failed", extra={"requests": pks, "reason": reason})


@on_failure(Job.Kind.TRIM)
def trim_failed(job: Job) -> None:
    """Fail the request of a job that failed for good."""
    _requests(pk=int(job.subject), status=Status.INITIAL).update(status=Status.FAIL)


@on_retry(Job.Kind.TRIM)
def trim_prepare_retry(job: Job) -> bool:
    """Let a failed request wait once more, unless another one of the media does."""
    under_way = _requests(media_id=job.media_id, status__in=(Status.INITIAL, Status.RUNNING))
    if under_way.exists():
        return False
    return bool(_requests(pk=int(job.subject), status=Status.FAIL).update(status=Status.INITIAL))


@on_failure(Job.Kind.TRIM_FINISH)
def trim_finish_failed(job: Job) -> None:
    """Fail the requests that wait for a job that failed for good."""
    _requests(media_id=job.media_id, status=Status.RUNNING).update(status=Status.FAIL)


def _carry_out(trim_request: VideoTrimRequest, deadline: float) -> None:
    started = time.monotonic()
    if trim_request.media.media_type not in {MediaType.VIDEO, MediaType.AUDIO}:
        raise TrimError("only video and audio can be cut")
    pieces = _pieces(trim_request)
    if trim_request.video_action == Action.REPLACE:
        _replace(trim_request, list(pieces.values()), deadline)
    elif trim_request.video_action == Action.SAVE_NEW or len(pieces) == 1:
        _save_new(trim_request, list(pieces.values()), deadline)
    else:
        _create_segments(trim_request, pieces, deadline)
    logger.info(
        "media trimmed",
        extra={
            "request": trim_request.pk,
            "media": trim_request.media.friendly_token,
            "action": trim_request.video_action,
            "seconds": time.monotonic() - started,
        },
    )


def _pieces(trim_request: VideoTrimRequest) -> dict[int, Piece]:
    """The pieces that a request names, by their place in its list.

    Raises:
        TrimError: there are none, or one of them is malformed or behind the end.
    """
    listed = trim_request.timestamps if isinstance(trim_request.timestamps, list) else []
    last = trim_request.media.duration + 1  # it is rounded
    pieces = {}
    for index, entry in enumerate(listed):
        if not isinstance(entry, dict) or "startTime" not in entry or "endTime" not in entry:
            continue
        start, end = trim_seconds(entry["startTime"]), trim_seconds(entry["endTime"])
        if start is None or end is None or not start < min(end, last):
            raise TrimError(f"segment {index + 1} is malformed or behind the end")
        pieces[index] = Piece(start, end)
    if not pieces:
        raise TrimError("there is no segment to keep")
    return pieces


# -- the three actions ---------------------------------------------------------------------------------------


def _replace(trim_request: VideoTrimRequest, pieces: Sequence[Piece], deadline: float) -> None:
    """Cut a media itself."""
    with (
        cut_files(trim_request.media, pieces, mark=trim_request.pk, deadline=deadline) as cut,
        # Pieces of a long video that are being joined would bring its former length back.
        wait_for_lock(Lock.CHUNKS, trim_request.media_id),
        transaction.atomic(),
    ):
        media = media_lock(trim_request.media_id)
        if media is None or media.media_file.name != cut.source:
            raise TrimError(OTHER_FILE)
        _hand_on(trim_request, media)
        cut_apply(media, cut, {row.pk: str(row.media_file) for row in finished(media)}, mark=trim_request.pk)


def _save_new(trim_request: VideoTrimRequest, pieces: Sequence[Piece], deadline: float) -> None:
    """Cut a copy of a media, to which the request belongs from then on."""
    _check_quota(trim_request.media, 1)
    with _cut_copy(trim_request, pieces, "(Trimmed)", deadline) as copy:
        _hand_on(trim_request, copy)


def _create_segments(trim_request: VideoTrimRequest, pieces: Mapping[int, Piece], deadline: float) -> None:
    """Make a media of each piece, and a request that belongs to it.

    The list of the first request tells another try which ones exist: an entry gets the token of its media.
    """
    entries = trim_request.timestamps
    made = _segments_made(trim_request)
    missing = [index for index in pieces if entries[index].get("media") not in made]
    _check_quota(trim_request.media, len(missing))
    for number, index in enumerate(pieces, start=1):
        if index not in missing:
            continue
        with _cut_copy(trim_request, [pieces[index]], f"(Trimmed) {number}", deadline) as copy:
            VideoTrimRequest.objects.create(
                media=copy,
                status=Status.RUNNING,
                video_action=Action.CREATE_SEGMENTS,
                timestamps=[dict(entries[index])],
            )
            entries[index]["media"] = copy.friendly_token
            _update_waiting(trim_request, timestamps=entries)
            job_request(Job.Kind.TRIM_FINISH, copy, copy.friendly_token)
    _update_waiting(trim_request, status=Status.SUCCESS)


def _segments_made(trim_request: VideoTrimRequest) -> set[str]:
    """Tokens in the list of a request that tries before this one have put there; clients may send any."""
    tokens = [str(entry.get("media")) for entry in trim_request.timestamps if isinstance(entry, dict)]
    made = _requests(
        pk__gt=trim_request.pk, video_action=Action.CREATE_SEGMENTS, media__friendly_token__in=tokens
    )
    return set(made.values_list("media__friendly_token", flat=True))


def _check_quota(media: Media, copies: int) -> None:
    room = settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD - Media.objects.filter(user=media.user_id).count()
    if copies > room and not access.is_editor(media.user):
        raise TrimError(f"the owner may not have {copies} more media")


def _hand_on(trim_request: VideoTrimRequest, media: Media) -> None:
    """Mark a request as cut, and queue the rest."""
    _update_waiting(trim_request, media=media, status=Status.RUNNING)
    trim_request.media = media
    job_request(Job.Kind.TRIM_FINISH, media, media.friendly_token)


def _update_waiting(trim_request: VideoTrimRequest, **columns: Any) -> None:
    if not _requests(pk=trim_request.pk, status=Status.INITIAL).update(**columns):
        raise TrimError("the request was given up meanwhile")


@contextmanager
def _cut_copy(
    trim_request: VideoTrimRequest, pieces: Sequence[Piece], suffix: str, deadline: float
) -> Iterator[Media]:
    """Make a cut copy of a media, and do what the block does in the transaction that makes it.

    Nobody sees the copy uncut, and nothing of it stays if this fails.
    """
    mark = trim_request.pk
    with cut_files(trim_request.media, pieces, mark=mark, deadline=deadline) as cut:
        # As it is now: it may have been made private while it was cut.
        source = Media.objects.select_related("user").filter(pk=trim_request.media_id).first()
        if source is None or source.media_file.name != cut.source:
            raise TrimError(OTHER_FILE)
        copy = None
        try:
            with transaction.atomic():
                copy = media_copy(media=source, suffix=suffix)
                if copy is None:
                    raise TrimError("the media cannot be copied")
                yield copy
                cut_apply(copy, cut, _sources_of_copies(source, copy), mark=mark)
        except BaseException:
            # A connection that breaks while it commits may have committed all the same.
            if copy is not None and not Media.objects.filter(uid=copy.uid).exists():
                generated_files(copy).remove()
            raise


def _sources_of_copies(source: Media, copy: Media) -> dict[int, str]:
    """By the ids of a copy's renditions, the stored names of those that they were copied from."""
    names = {f"Copied from encoding {row.pk}": str(row.media_file) for row in finished(source)}
    return {row.pk: names[row.logs] for row in finished(copy) if row.logs in names}


# -- afterwards ----------------------------------------------------------------------------------------------


def _derive(media: Media, requests: QuerySet[VideoTrimRequest]) -> None:
    """Look at a cut file, make its pictures, queue what takes longer, and end the request (§12.5)."""
    found = media_detect(media, Path(media.media_file.path))
    if found.media_type not in {MediaType.VIDEO, MediaType.AUDIO}:
        raise TrimError("the cut file cannot be read")
    columns = found.columns
    del columns["encoding_status"]  # its encodings decide
    media_columns_set(media, **columns)
    for rendition in finished(media):
        encoding_size_refresh(encoding_id=rendition.pk)
    if media.media_type == MediaType.VIDEO:
        thumbnails_create(media=media)
        job_request(Job.Kind.SPRITE, media, media.friendly_token)
        job_request(Job.Kind.PACKAGE, media, media.friendly_token)
    derived_request(media, found)
    requests.update(status=Status.SUCCESS)
