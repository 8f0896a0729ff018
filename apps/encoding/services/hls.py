"""HLS of media items (spec/pipeline.md §10)."""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path

from apps.encoding import packaging, selectors
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.paths import hls_directory
from apps.media.models import Media

logger = logging.getLogger(__name__)


def hls_create(*, media: Media) -> None:
    """Build the HLS folder from all finished H.264 renditions, in the place of the one there is.

    Raises:
        PackagingError: the old folder stays.
    """
    with wait_for_lock(Lock.HLS, media.pk):
        inputs = _inputs(media)
        if inputs:
            _build(media, inputs)


def _inputs(media: Media) -> list[str]:
    return [str(rendition.media_file.path) for rendition in selectors.hls_renditions(media)]


def _build(media: Media, inputs: list[str]) -> None:
    started = time.monotonic()
    master = packaging.publish([Path(path) for path in inputs], hls_directory(media.uid))
    if not Media.objects.filter(pk=media.pk).exists():
        shutil.rmtree(master.parent, ignore_errors=True)  # deleted meanwhile
        return
    Media.objects.filter(pk=media.pk).exclude(hls_file=str(master)).update(hls_file=str(master))
    logger.info(
        "hls built",
        extra={
            "media": media.friendly_token,
            "renditions": len(inputs),
            "seconds": time.monotonic() - started,
        },
    )
