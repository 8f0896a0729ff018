"""One run over encodes that share a source, from pending rows to stored files (spec/pipeline.md §7)."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.encoding import commands, images, ladder, probe, runner
from apps.encoding.jobs import (
    Failure,
    WorkError,
    job_fail,
    job_release,
    job_succeed,
    on_failure,
    on_retry,
)
from apps.encoding.jobs.encodes import encode_message
from apps.encoding.jobs.performing import Ending, kept_alive
from apps.encoding.models import Encoding, Job
from apps.encoding.paths import temporary_directory
from apps.encoding.services.chunks import chunk_failed, chunk_finished, join_request, joins_settle
from apps.encoding.services.claims import (
    Claim,
    Heartbeat,
    encoding_lock,
    encodings_claim,
    rivals,
    temporary_name,
)
from apps.encoding.services.fanout import split_request
from apps.encoding.services.files import file_remove, file_store, human_size
from apps.encoding.services.finished import encoding_finished
from apps.encoding.services.outcome import media_status_refresh, rows_remove
from apps.encoding.sources import source_of
from apps.media.models import EncodingStatus

logger = logging.getLogger(__name__)

LOG_TAIL = 510
TIMEOUT_MARGIN = 30

Reason = Job.Reason


def encode_run(*, encoding_id: int, force: bool = True, message_id: str = "") -> bool:
    """Encode what a row asks for, with the rows that share its decoder, and store the results.

    Args:
        encoding_id: which row.
        force: False to delete the row instead if the media has another one of this profile.
        message_id: of the message that says to look.

    Returns:
        Whether the row has its result. False for a row that is gone, taken, superseded, or failed.
    """
    started = time.monotonic()
    deadline = started + max(1, settings.CELERY_SOFT_TIME_LIMIT - TIMEOUT_MARGIN)
    with temporary_directory() as folder:
        claims = encodings_claim(encoding_id, folder, force=force, message_id=message_id)
        if claims:
            with kept_alive(*(claim.lease for claim in claims)):
                _encode(claims, deadline)
    done = _announce(encoding_id)
    for claim in claims[1:]:
        _announce(claim.encoding.pk)
    if claims:
        logger.info(
            "encode finished",
            extra={
                "encodings": [claim.encoding.pk for claim in claims],
                "media": claims[0].encoding.media.friendly_token,
                "stored": done,
                "seconds": round(time.monotonic() - started, 2),
            },
        )
    return done


def _announce(encoding_id: int) -> bool:
    """Let others go on with a finished row; safe to repeat. False if it has not finished well."""
    rows = Encoding.objects.select_related("media__user", "profile")
    encoding = rows.filter(pk=encoding_id).first()
    if encoding is None:
        joins_settle(encoding_id)
        return False
    if encoding.status != EncodingStatus.SUCCESS:
        return False
    if encoding.chunk:
        chunk_finished(encoding)
    return True


def _encode(claims: Sequence[Claim], deadline: float) -> None:
    """Produce and store the results of claimed rows; however this ends, no row stays ``running``."""
    with _ending(claims):
        logs = _produce(claims, deadline)
        for claim in claims:
            with _ending([claim]):
                _succeed(claim, logs)


def _ending(claims: Sequence[Claim]) -> Ending:
    return Ending(
        give_back=lambda: [_give_back(claim) for claim in claims],
        fail=partial(_fail_all, claims),
        what=f"encode of {[claim.encoding.pk for claim in claims]}",
    )


def _fail_all(claims: Sequence[Claim], failure: Failure) -> None:
    """End a try of all claims.

    When several shared a decoder, nobody knows whose fault it was: each is encoded alone next. But what
    cannot be decoded once cannot be decoded again.
    """
    shared = len(claims) > 1 and failure.reason != Reason.UNREADABLE
    for claim in claims:
        if shared:
            _give_back(claim, alone=True)
        else:
            _fail(claim, failure)


def _produce(claims: Sequence[Claim], deadline: float) -> str:
    """Write the output files and return what FFmpeg had to say."""
    if ladder.is_preview(claims[0].encoding.profile):
        return _produce_preview(claims[0], deadline)
    return _produce_renditions(claims, deadline)


def _produce_preview(claim: Claim, deadline: float) -> str:
    try:
        images.preview(claim.source, claim.output, timeout=deadline - time.monotonic())
    except images.ImageError as error:
        raise WorkError(Failure(Reason.UNREADABLE, str(error), permanent=True)) from error
    return ""


def _produce_renditions(claims: Sequence[Claim], deadline: float) -> str:
    try:
        lines = _lines(claims)
    except commands.NoCommandError as error:
        raise WorkError(Failure(Reason.UNSUPPORTED, str(error), permanent=True)) from error
    for claim in claims:
        Encoding.objects.filter(**claim.still_holds).update(commands=str(lines))
    beat = Heartbeat(claims, source_of(claims[0].encoding.media).duration)
    logs = ""
    for line in lines:
        result = runner.run_ffmpeg(
            commands.hardened(line),
            timeout=deadline - time.monotonic(),
            on_progress=beat,
            limits=encode_limits(),
        )
        logs = result.stderr
    return logs


def encode_limits() -> runner.Limits:
    """Return what one FFmpeg may use (spec/pipeline.md §20, H19)."""
    return runner.Limits(
        niceness=settings.ENCODE_NICENESS,
        address_space=settings.ENCODE_MEMORY_LIMIT * 2**20,
        file_size=settings.ENCODE_FILE_LIMIT * 2**20,
    )


def _lines(claims: Sequence[Claim]) -> list[commands.Arguments]:
    source = source_of(claims[0].encoding.media)
    options: dict[str, Any] = {
        "ffmpeg": settings.FFMPEG_COMMAND,
        "preset": settings.FFMPEG_DEFAULT_PRESET,
        "minimum_resolutions": settings.MINIMUM_RESOLUTIONS_TO_ENCODE,
        "threads": settings.FFMPEG_THREADS,
        "acceleration": _acceleration(claims),
        "av1_preset": settings.AV1_PRESET,
    }
    renditions = [(claim.encoding.profile, _files(claim)) for claim in claims]
    if len(renditions) > 1:
        return [commands.encode_together(source, renditions, **options)]
    profile, files = renditions[0]
    return commands.encode(source, profile, files, **options)


def _acceleration(claims: Sequence[Claim]) -> commands.Acceleration:
    """What encodes in hardware; nothing for a row that failed before, whatever it failed of."""
    if any(claim.lease.job.alone or claim.lease.job.attempts > 1 for claim in claims):
        return commands.SOFTWARE
    return commands.Acceleration(settings.FFMPEG_HWACCEL, settings.FFMPEG_HWACCEL_DEVICE)


def _files(claim: Claim) -> commands.EncodeFiles:
    return commands.EncodeFiles(
        source=str(claim.source),
        output=str(claim.output),
        passlog=str(claim.output.with_name(temporary_name())),
        chunk=claim.encoding.chunk,
    )


def _succeed(claim: Claim, logs: str) -> None:
    """Store the output and finish the row, unless it is gone or a newer one has been faster."""
    if not ladder.is_preview(claim.encoding.profile) and not probe.is_playable(claim.output):
        text = logs or "No output from FFmpeg."
        raise WorkError(Failure(Reason.BAD_OUTPUT, text, permanent=True, progress=100))
    stored = file_store(claim.encoding.media_file, _output_name(claim), claim.output)
    with ExitStack() as undo:
        undo.callback(file_remove, stored)
        if _finish(claim, logs, stored):
            undo.pop_all()


@transaction.atomic
def _finish(claim: Claim, logs: str, stored: str) -> bool:
    row = encoding_lock(claim.encoding.pk)
    if row is None or row.temp_file != claim.encoding.temp_file or not job_succeed(claim.lease):
        return False
    others = rivals(row)
    if others.filter(pk__gt=row.pk, chunk=row.chunk, status=EncodingStatus.SUCCESS).exists():
        row.delete()
        return False
    now = timezone.now()
    is_preview = ladder.is_preview(row.profile)
    Encoding.objects.filter(pk=row.pk).update(
        status=EncodingStatus.SUCCESS,
        progress=0 if is_preview else 100,
        logs=logs[-LOG_TAIL:],
        media_file=stored,
        size=human_size(claim.output.stat().st_size),
        total_run_time=0 if is_preview else int((now - row.add_date).total_seconds()),
        update_date=now,
    )
    rows_remove(others.filter(pk__lt=row.pk))
    row.refresh_from_db(fields=["status", "media_file"])
    if row.chunk:
        join_request(row)
    else:
        encoding_finished(row)
    return True


def _output_name(claim: Claim) -> str:
    if ladder.is_preview(claim.encoding.profile):
        return claim.output.name
    return f"{claim.source.name}.{claim.encoding.profile.extension}"


@transaction.atomic
def _fail(claim: Claim, failure: Failure) -> None:
    """End a try; the row waits for the next one unless the failure is final."""
    row = encoding_lock(claim.encoding.pk)
    if row is None or row.temp_file != claim.encoding.temp_file:
        return
    changes = {"logs": failure.detail[-LOG_TAIL:], "update_date": timezone.now()}
    if failure.progress is not None:
        changes["progress"] = failure.progress
    Encoding.objects.filter(pk=row.pk).update(**changes)
    if not job_fail(claim.lease, failure):
        Encoding.objects.filter(**claim.still_holds).update(status=EncodingStatus.PENDING)


@transaction.atomic
def _give_back(claim: Claim, *, alone: bool = False) -> None:
    """Make a row pending again that this run cannot go on with."""
    if encoding_lock(claim.encoding.pk) is not None:
        Encoding.objects.filter(**claim.still_holds).update(status=EncodingStatus.PENDING)
        job_release(claim.lease, alone=alone)


@on_retry(Job.Kind.ENCODE)
def encoding_prepare_retry(job: Job) -> bool:
    """Make a failed row pending again; one that stands for pieces gives way to new pieces."""
    row = Encoding.objects.select_related("media__user", "profile").get(job=job)
    in_pieces = row.media.duration > settings.CHUNKIZE_VIDEO_DURATION and not ladder.is_preview(row.profile)
    if in_pieces:
        rows_remove([row])
        split_request(row.media, [row.profile_id], force=True)
    else:
        job.message = {**job.message, **_message(row)}
        Encoding.objects.filter(pk=row.pk).update(
            status=EncodingStatus.PENDING, progress=0, logs="", update_date=timezone.now()
        )
    media_status_refresh(media_id=row.media_id)
    return not in_pieces


def _message(row: Encoding) -> dict[str, object]:
    args, kwargs = encode_message(row, force=True)
    return {"args": args, "kwargs": kwargs}


@on_failure(Job.Kind.ENCODE)
def encoding_fail(job: Job) -> None:
    """Fail the row of an encode that failed for good; the transaction has the media locked."""
    row = Encoding.objects.select_related("media__user", "profile").filter(job=job).first()
    if row is None or row.status == EncodingStatus.SUCCESS:
        return
    row.status, row.logs = EncodingStatus.FAIL, row.logs or job.detail[-LOG_TAIL:]
    row.save(update_fields=["status", "logs", "update_date"])
    if row.chunk:
        chunk_failed(row, job)
    else:
        encoding_finished(row)
