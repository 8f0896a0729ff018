"""Claims: which run may work on which encodes (spec/pipeline.md §7).

The row is the job and the message only says "look": a run claims rows under a lock, and writes to them only
while the claim holds. ``temp_file``, which no two runs share, is the mark of the claim in the row of the
encoding; the lease of the job is its sign of life.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.common.tokens import generate_token
from apps.encoding import runner
from apps.encoding.jobs import Lease, StalledError, job_claim
from apps.encoding.jobs.encodes import encode_message
from apps.encoding.jobs.life import HOST
from apps.encoding.litter import folder_remove
from apps.encoding.models import Encoding, Job
from apps.encoding.paths import TEMPORARY_PREFIX, media_path
from apps.encoding.rows import media_lock
from apps.encoding.services import groups
from apps.media.models import EncodingStatus

logger = logging.getLogger(__name__)

PROGRESS_INTERVAL = 2.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this run may work on."""

    encoding: Encoding
    lease: Lease

    @property
    def source(self) -> Path:
        """What is read: the original, or a piece of it.

        Raises:
            SuspiciousFileOperation: the row names a file outside of the media root.
        """
        original = self.encoding.media.media_file.name or ""
        return media_path(self.encoding.chunk_file_path if self.encoding.chunk else original)

    @property
    def output(self) -> Path:
        """What is written, in the run's temporary folder."""
        return Path(self.encoding.temp_file)

    @property
    def still_holds(self) -> dict[str, object]:
        """Filter of the row while the claim holds."""
        return {
            "pk": self.encoding.pk,
            "temp_file": self.encoding.temp_file,
            "status": EncodingStatus.RUNNING,
        }


@transaction.atomic
def encodings_claim(encoding_id: int, folder: Path, *, force: bool, message_id: str) -> list[Claim]:
    """Take a row, and the rows that share its decoder, for a run that works in `folder`.

    Returns:
        The claims, that of the row first; none if there is nothing to do: the row is gone, finished, at work
        elsewhere, or not needed.
    """
    encoding = encoding_lock(encoding_id)
    if encoding is None:
        logger.info("encode %d has no row", encoding_id)
        return []
    first = _claim(encoding, folder, force=force, message_id=message_id)
    if first is None:
        return []
    if first.lease.job.alone:
        return [first]
    others = (_claim(row, folder, force=True, message_id="") for row in groups.companions(encoding))
    return [first, *filter(None, others)]


def _claim(encoding: Encoding, folder: Path, *, force: bool, message_id: str) -> Claim | None:
    if encoding.status == EncodingStatus.SUCCESS and _has_file(encoding):
        return None
    if _is_at_a_legacy_worker(encoding):
        logger.info("encode %d is at work elsewhere", encoding.pk)
        return None
    if not force and rivals(encoding).exists():
        logger.info("encode %d is not needed", encoding.pk)
        encoding.delete()
        return None
    args, kwargs = encode_message(encoding, force=force)
    lease = job_claim(
        Job.Kind.ENCODE, encoding.media, *args, encoding=encoding, message_id=message_id, **kwargs
    )
    if lease is None:
        logger.info("encode %d is at work elsewhere or has ended", encoding.pk)
        return None
    _abandoned_remove(encoding.temp_file)
    encoding.status = EncodingStatus.RUNNING
    encoding.progress = 0
    encoding.task_id = message_id or lease.job.message_id
    encoding.worker = HOST
    encoding.retries = lease.job.attempts - 1
    encoding.temp_file = str(folder / f"{temporary_name()}.{encoding.profile.extension}")
    encoding.save(
        update_fields=["status", "progress", "task_id", "worker", "retries", "temp_file", "update_date"]
    )
    return Claim(encoding, lease)


def _abandoned_remove(temp_file: str) -> None:
    """Remove the temporary folder that a dead run worked in.

    Args:
        temp_file: absolute path of the file that it was writing, ``""`` if there was no run.
    """
    folder = Path(temp_file).parent
    if temp_file and folder.parent == Path(settings.TEMP_DIRECTORY) and folder.name.startswith("tmp"):
        if folder.name.startswith(TEMPORARY_PREFIX):
            folder_remove(folder)
        else:  # a legacy worker's
            shutil.rmtree(folder, ignore_errors=True)


def encoding_lock(encoding_id: int) -> Encoding | None:
    """Lock the media and the row, and return the row as it is now, None if it is gone."""
    media_id = Encoding.objects.filter(pk=encoding_id).values_list("media_id", flat=True).first()
    if media_id is None or media_lock(media_id) is None:
        return None
    rows = Encoding.objects.select_for_update(of=("self",)).select_related("media__user", "profile")
    return rows.filter(pk=encoding_id).first()


def temporary_name() -> str:
    """Return a random file name without suffix."""
    return f"tmp{generate_token(8).lower()}"


def _has_file(encoding: Encoding) -> bool:
    return bool(encoding.media_file) and Path(encoding.media_file.path).is_file()


def _is_at_a_legacy_worker(encoding: Encoding) -> bool:
    """Whether a row runs without a job of ours.

    Legacy workers write rarely: they have ``RUNNING_STATE_STALE`` seconds.
    """
    since = timezone.now() - timedelta(seconds=settings.RUNNING_STATE_STALE)
    if encoding.status != EncodingStatus.RUNNING or encoding.update_date < since:
        return False
    return not Job.objects.filter(encoding=encoding, status=EncodingStatus.RUNNING).exists()


def rivals(encoding: Encoding) -> QuerySet[Encoding]:
    """Return the other rows for the same result; those of a former file are for another one."""
    rows = Encoding.objects.filter(media_id=encoding.media_id, profile_id=encoding.profile_id, former=None)
    if encoding.chunk:
        rows = rows.filter(chunk=True, chunk_file_path=encoding.chunk_file_path)
    return rows.exclude(pk=encoding.pk)


class Heartbeat:
    """Saves the progress of a run every two seconds, for all its claims.

    It ends the run when all rows are gone or taken by others, or when nothing comes of it any more. A
    database that is away for a while does not end it.
    """

    def __init__(self, claims: Sequence[Claim], duration: float) -> None:
        """Args: `duration` is the seconds of media that the progress is measured against."""
        self._claims = claims
        self._duration = duration
        self._saved_at = self._moved_at = time.monotonic()
        self._seconds = 0.0

    def __call__(self, progress: runner.Progress) -> None:
        """Take what FFmpeg says.

        Raises:
            CancelledError: no row is this run's any more.
            StalledError: there was no progress for ``ENCODE_STALL_SECONDS``.
        """
        now = time.monotonic()
        if progress.seconds > self._seconds:
            self._seconds, self._moved_at = progress.seconds, now
        if now - self._moved_at > settings.ENCODE_STALL_SECONDS:
            raise StalledError(f"no progress in {settings.ENCODE_STALL_SECONDS} s", program="ffmpeg")
        if now - self._saved_at < PROGRESS_INTERVAL:
            return
        self._saved_at = now
        told = self._told(progress)
        try:
            held = [claim for claim in self._claims if self._save(claim, told)]
            if not held:
                raise runner.CancelledError
        except OperationalError:
            logger.warning("progress of encode %d not saved", self._claims[0].encoding.pk, exc_info=True)
            connection.close()

    def _told(self, progress: runner.Progress) -> Mapping[str, Any]:
        percent = min(99, int(progress.seconds * 100 / self._duration)) if self._duration else 0
        left = max(0.0, self._duration - progress.seconds)
        return {
            "progress": percent,
            "speed": progress.speed,
            "seconds_left": int(left / progress.speed) if progress.speed else None,
        }

    @staticmethod
    def _save(claim: Claim, told: Mapping[str, Any]) -> bool:
        rows = Encoding.objects.filter(**claim.still_holds)
        updated = rows.update(progress=told["progress"], update_date=timezone.now())
        return bool(updated) and claim.lease.renew(**told)
