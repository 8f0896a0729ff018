"""HLS of media items (spec/pipeline.md §10)."""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path

from django.db import transaction

from apps.encoding import packaging, selectors
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.paths import hls_directory
from apps.encoding.rows import media_lock
from apps.media.models import Media

logger = logging.getLogger(__name__)


def hls_create(*, media: Media) -> None:
    """Build the HLS folder from all finished H.264 renditions, in the place of the one there is.

    Raises:
        PackagingError: the old folder stays.
    """
    with wait_for_lock(Lock.HLS, media.pk):
        # As it is now: others may have been at it for long.
        current = Media.objects.filter(pk=media.pk).first()
        inputs = _inputs(current) if current else []
        if current and inputs:
            _build(current, inputs)


def _inputs(media: Media) -> list[str]:
    return [str(rendition.media_file.path) for rendition in selectors.hls_renditions(media)]


def _build(media: Media, inputs: list[str]) -> None:
    started = time.monotonic()
    master = packaging.publish([Path(path) for path in inputs], hls_directory(media.uid))
    if not _publish_row(media, str(master)):
        shutil.rmtree(master.parent, ignore_errors=True)
        logger.info("media is gone or has another file now", extra={"media": media.friendly_token})
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
def _publish_row(media: Media, master: str) -> bool:
    """Have the row name the playlist; False if that is of a former file of the media."""
    row = media_lock(media.pk)
    if row is None or row.media_file.name != media.media_file.name:
        return False
    Media.objects.filter(pk=media.pk).exclude(hls_file=master).update(hls_file=master)
    return True
