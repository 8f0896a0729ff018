"""HLS of media items (spec/pipeline.md §10)."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction

from apps.encoding import packaging, selectors
from apps.encoding.jobs import job_request, on_failure
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.models import Encoding, Job
from apps.encoding.paths import hls_directory
from apps.encoding.rows import media_lock
from apps.encoding.services.former import former_release, former_withdraw, hls_withdraw
from apps.media.models import Media

logger = logging.getLogger(__name__)


def hls_create(*, media: Media) -> None:
    """Build the HLS folder from all finished H.264 renditions, in the place of the one there is.

    If a media was given another file, and HLS of it takes the place of that of the former one, the former
    renditions go.

    Raises:
        PackagingError: the old folder stays.
    """
    with wait_for_lock(Lock.HLS, media.pk):
        # As it is now: others may have been at it for long.
        current = Media.objects.filter(pk=media.pk).first()
        inputs = _paths(selectors.hls_renditions(current)) if current else []
        if current and inputs:
            _build(current, inputs)


def _paths(renditions: Iterable[Encoding]) -> list[str]:
    return [str(rendition.media_file.path) for rendition in renditions]


def _build(media: Media, inputs: list[str]) -> None:
    started = time.monotonic()
    master = packaging.publish([Path(path) for path in inputs], hls_directory(media.uid))
    if not _put_to_use(media, master, inputs):
        shutil.rmtree(master.parent, ignore_errors=True)
        logger.info("media is gone or has other files now", extra={"media": media.friendly_token})
        return
    logger.info(
        "hls built",
        extra={
            "media": media.friendly_token,
            "renditions": len(inputs),
            "seconds": time.monotonic() - started,
        },
    )


@transaction.atomic
def _put_to_use(media: Media, master: Path, inputs: Sequence[str]) -> bool:
    """Name a new folder in the row of the media; False if it is not of what the media shows now."""
    row = media_lock(media.pk)
    if row is None:
        return False
    current = selectors.hls_renditions(row)
    if not set(inputs) & set(_paths(current)):
        hls_withdraw(row)
        if current:
            job_request(Job.Kind.PACKAGE, row, row.friendly_token)
        return False
    Media.objects.filter(pk=row.pk).exclude(hls_file=str(master)).update(hls_file=str(master))
    if not hasattr(current[0], "former"):
        former_release(row)
    return True


@on_failure(Job.Kind.PACKAGE)
def packaging_failed(job: Job) -> None:
    """Do without HLS where renditions of a former file wait for it; the transaction has the media locked."""
    if not selectors.former(job.media).exists() or selectors.under_way(job.media):
        return
    if selectors.present_finished(job.media).exists():
        former_withdraw(media=job.media)
