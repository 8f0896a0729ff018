"""One encode, from a pending row to a stored file (spec/pipeline.md §7)."""

from __future__ import annotations

import json
import logging
import time
from contextlib import ExitStack
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.encoding import commands, images, ladder, probe, runner
from apps.encoding.models import Encoding
from apps.encoding.paths import temporary_directory
from apps.encoding.services.chunks import chunk_failed, chunk_finished
from apps.encoding.services.claims import (
    Claim,
    encoding_claim,
    encoding_lock,
    heartbeat,
    rivals,
    temporary_name,
)
from apps.encoding.services.files import file_remove, file_store, human_size
from apps.encoding.services.outcome import encoding_finished, rows_remove
from apps.media.models import EncodingStatus

logger = logging.getLogger(__name__)

LOG_TAIL = 510
TIMEOUT_MARGIN = 30
LIMITS = runner.Limits(niceness=5)
NO_RETRY_PHRASES = (
    "output file is empty, nothing was encoded",
    "invalid data found when processing input",
    "unable to find a suitable output format for",
)


class EncodeFailedError(Exception):
    """An encode failed in a way that a second try may mend; its row says ``fail`` already."""


class _PermanentError(Exception):
    """An encode failed and would fail again. `progress` is what a legacy server leaves in the row, if set."""

    def __init__(self, message: str, *, progress: int | None = None) -> None:
        super().__init__(message)
        self.progress = progress


def encode_run(
    *,
    encoding_id: int,
    force: bool = True,
    task_id: str = "",
    retries: int = 0,
    last_try: bool = True,
) -> bool:
    """Encode what a row asks for and store the result.

    Args:
        encoding_id: which row.
        force: False to delete the row instead if the media has another one of this profile.
        task_id: of the message; the same id may take its row over after its worker died.
        retries: number of tries before this one.
        last_try: whether nobody will try again, so that a failure is final.

    Returns:
        Whether there is a result now. False for a row that is gone, taken, superseded, or failed for good.

    Raises:
        EncodeFailedError: it failed, and may be tried again unless `last_try`.
    """
    started = time.monotonic()
    with temporary_directory() as folder:
        encoding = encoding_claim(encoding_id, folder, force=force, task_id=task_id, retries=retries)
        if encoding is None:
            return False
        if encoding.status == EncodingStatus.SUCCESS:
            _announce(encoding)
            return True
        claim = Claim(
            encoding=encoding,
            deadline=started + max(1, settings.CELERY_SOFT_TIME_LIMIT - TIMEOUT_MARGIN),
        )
        stored = _encode(claim, last_try=last_try)
    if stored:
        _announce(encoding)
    logger.info(
        "encode finished",
        extra={"encoding": encoding_id, "stored": stored, "seconds": time.monotonic() - started},
    )
    return stored


def _encode(claim: Claim, *, last_try: bool) -> bool:
    """Produce and store the result of a claimed row; however this ends, the row does not stay ``running``."""
    with ExitStack() as guard:
        guard.push(partial(_fail_after_crash, claim))
        try:
            return _succeed(claim, _produce(claim))
        except runner.CancelledError:
            logger.info("encode %d ended: its row was taken away", claim.encoding.pk)
            return False
        except _PermanentError as error:
            _fail(claim, str(error), progress=error.progress, final=True)
            return False
        except (runner.ProgramError, OSError, SoftTimeLimitExceeded) as error:
            _fail(claim, getattr(error, "stderr", "") or str(error), final=last_try)
            guard.pop_all()
            raise EncodeFailedError(f"encode {claim.encoding.pk}: {error}") from error


def _fail_after_crash(
    claim: Claim, kind: type[BaseException] | None, error: BaseException | None, _trace: object
) -> None:
    """Fail the row when an unforeseen error leaves the encode.

    A worker that is told to stop is none: its message comes again and takes the row over.
    """
    if kind is not None and issubclass(kind, Exception):
        _fail(claim, f"{kind.__name__}: {error}", final=True)


def _announce(encoding: Encoding) -> None:
    """Let others go on with a finished row; safe to repeat."""
    if encoding.chunk:
        chunk_finished(encoding)


def _produce(claim: Claim) -> str:
    """Write the output file and return what FFmpeg had to say."""
    if ladder.is_preview(claim.encoding.profile):
        return _produce_preview(claim)
    return _produce_rendition(claim)


def _produce_preview(claim: Claim) -> str:
    try:
        images.preview(claim.source, claim.output, timeout=claim.deadline - time.monotonic())
    except images.ImageError as error:
        raise _PermanentError(str(error)) from error
    except runner.ProgramFailedError as error:
        raise _judged(error) from error
    return ""


def _produce_rendition(claim: Claim) -> str:
    encoding = claim.encoding
    files = commands.EncodeFiles(
        source=str(claim.source),
        output=str(claim.output),
        passlog=str(claim.output.with_name(temporary_name())),
        chunk=encoding.chunk,
    )
    try:
        source = commands.Source.from_media_info(_media_info(encoding))
        lines = commands.encode(
            source,
            encoding.profile,
            files,
            ffmpeg=settings.FFMPEG_COMMAND,
            preset=settings.FFMPEG_DEFAULT_PRESET,
            minimum_resolutions=settings.MINIMUM_RESOLUTIONS_TO_ENCODE,
        )
    except commands.NoCommandError as error:
        raise _PermanentError(str(error)) from error
    Encoding.objects.filter(**claim.still_holds).update(commands=str(lines))
    beat = heartbeat(claim, source.duration)
    logs = ""
    for line in lines:
        try:
            result = runner.run_ffmpeg(
                commands.hardened(line),
                timeout=claim.deadline - time.monotonic(),
                on_progress=beat,
                limits=LIMITS,
            )
        except runner.ProgramFailedError as error:
            raise _judged(error) from error
        logs = result.stderr
    if not probe.is_playable(claim.output):
        raise _PermanentError(logs or "No output from FFmpeg.", progress=100)
    return logs


def _judged(error: runner.ProgramFailedError) -> Exception:
    """Whether it is worth to try again (spec/pipeline-ffmpeg.md §8)."""
    text = error.stderr.lower()
    if any(phrase in text for phrase in NO_RETRY_PHRASES):
        return _PermanentError(error.stderr, progress=100)
    return error


def _media_info(encoding: Encoding) -> dict[str, object]:
    try:
        info = json.loads(encoding.media.media_info)
    except ValueError:
        return {}
    return info if isinstance(info, dict) else {}


def _succeed(claim: Claim, logs: str) -> bool:
    """Store the output and finish the row; False if the row is gone or a newer one has been faster."""
    encoding = claim.encoding
    stored = file_store(encoding.media_file, _output_name(claim), claim.output)
    try:
        kept = _finish(claim, logs, stored)
    except BaseException:
        file_remove(stored)
        raise
    if not kept:
        file_remove(stored)
    return kept


@transaction.atomic
def _finish(claim: Claim, logs: str, stored: str) -> bool:
    row = encoding_lock(claim.encoding.pk)
    if row is None or row.temp_file != claim.encoding.temp_file:
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
    if not row.chunk:
        encoding_finished(row)
    return True


def _output_name(claim: Claim) -> str:
    if ladder.is_preview(claim.encoding.profile):
        return claim.output.name
    return f"{claim.source.name}.{claim.encoding.profile.extension}"


def _fail(claim: Claim, logs: str, *, progress: int | None = None, final: bool) -> None:
    """Mark the row failed, if it is still this run's."""
    changes: dict[str, object] = {} if progress is None else {"progress": progress}
    with transaction.atomic():
        row = encoding_lock(claim.encoding.pk)
        if row is None or row.temp_file != claim.encoding.temp_file:
            return
        Encoding.objects.filter(pk=row.pk).update(
            status=EncodingStatus.FAIL, logs=logs[-LOG_TAIL:], update_date=timezone.now(), **changes
        )
        row.refresh_from_db(fields=["status", "logs"])
        if not row.chunk:
            encoding_finished(row)
        elif final:
            chunk_failed(row)
    logger.warning(
        "encode failed",
        extra={"encoding": row.pk, "media": row.media.friendly_token, "reason": logs[-200:]},
    )
