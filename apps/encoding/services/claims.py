"""Claims: which run may work on a row (spec/pipeline.md §7).

The row is the job and the message only says "look": a run claims its row under a lock, and writes to it only
while the claim holds. ``temp_file``, which no two runs share, is the mark of the claim; ``update_date``,
refreshed while FFmpeg runs, its sign of life.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.common.tokens import generate_token
from apps.encoding import runner
from apps.encoding.models import Encoding
from apps.encoding.paths import abandoned_directory_remove, media_path
from apps.encoding.services.outcome import media_lock
from apps.media.models import EncodingStatus

logger = logging.getLogger(__name__)

WORKER = socket.gethostname()[:100]
LEGACY_WORKER = "localhost"
PROGRESS_INTERVAL = 2.0
HEARTBEAT_STALE = timedelta(minutes=3)
"""After this silence a worker of ours is gone. It gives a sign of life every `PROGRESS_INTERVAL` seconds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this run may work on, until `deadline` (seconds of the monotonic clock)."""

    encoding: Encoding
    deadline: float

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
def encoding_claim(
    encoding_id: int, folder: Path, *, force: bool, task_id: str, retries: int
) -> Encoding | None:
    """Take a row for a run that works in `folder`.

    Returns:
        The claimed row; a finished one as it is; None if there is nothing to do: the row is gone, at work
        elsewhere, or not needed.
    """
    encoding = encoding_lock(encoding_id)
    if encoding is None:
        logger.info("encode %d has no row", encoding_id)
        return None
    if encoding.status == EncodingStatus.SUCCESS and _has_file(encoding):
        return encoding
    if encoding.status == EncodingStatus.RUNNING and not _may_take_over(encoding, task_id):
        logger.info("encode %d is at work elsewhere", encoding_id)
        return None
    if not force and rivals(encoding).exists():
        logger.info("encode %d is not needed", encoding_id)
        encoding.delete()
        return None
    abandoned_directory_remove(encoding.temp_file)
    encoding.status = EncodingStatus.RUNNING
    encoding.progress = 0
    encoding.task_id = task_id
    encoding.worker = WORKER
    encoding.retries = retries
    encoding.temp_file = str(folder / f"{temporary_name()}.{encoding.profile.extension}")
    encoding.save(
        update_fields=["status", "progress", "task_id", "worker", "retries", "temp_file", "update_date"]
    )
    return encoding


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


def _may_take_over(encoding: Encoding, task_id: str) -> bool:
    """A message that comes again after its worker died, or a row whose worker has fallen silent."""
    if task_id and encoding.task_id == task_id:
        return True
    return Encoding.objects.filter(silent(), pk=encoding.pk).exists()


def silent() -> Q:
    """Condition of running rows whose worker must be gone.

    A legacy worker, which calls itself ``localhost``, writes rarely; it has ``RUNNING_STATE_STALE`` seconds.
    """
    now = timezone.now()
    legacy = Q(worker=LEGACY_WORKER)
    legacy_since = now - timedelta(seconds=settings.RUNNING_STATE_STALE)
    return Q(status=EncodingStatus.RUNNING) & (
        (legacy & Q(update_date__lt=legacy_since)) | (~legacy & Q(update_date__lt=now - HEARTBEAT_STALE))
    )


def rivals(encoding: Encoding) -> QuerySet[Encoding]:
    """Return the other rows for the same result."""
    rows = Encoding.objects.filter(media_id=encoding.media_id, profile_id=encoding.profile_id)
    if encoding.chunk:
        rows = rows.filter(chunk=True, chunk_file_path=encoding.chunk_file_path)
    return rows.exclude(pk=encoding.pk)


def heartbeat(claim: Claim, duration: float) -> Callable[[runner.Progress], None]:
    """Return a callback that saves the progress of an encode every two seconds.

    It ends the encode when the row is gone or another run has taken it. A database that is away for a while
    does not end it.

    Args:
        duration: seconds of the media that the progress is measured against.
    """
    saved_at = time.monotonic()

    def beat(progress: runner.Progress) -> None:
        nonlocal saved_at
        now = time.monotonic()
        if now - saved_at < PROGRESS_INTERVAL:
            return
        saved_at = now
        percent = min(99, int(progress.seconds * 100 / duration)) if duration else 0
        rows = Encoding.objects.filter(**claim.still_holds)
        try:
            updated = rows.update(progress=percent, update_date=timezone.now())
        except OperationalError:
            logger.warning("progress of encode %d not saved", claim.encoding.pk, exc_info=True)
            connection.close()
            return
        if not updated:
            raise runner.CancelledError

    return beat
