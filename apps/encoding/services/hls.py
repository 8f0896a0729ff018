"""HLS of media items (spec/pipeline.md §10)."""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path

from apps.encoding import packaging, selectors
from apps.encoding.locks import Lock, try_lock
from apps.encoding.paths import hls_directory
from apps.media.models import Media

logger = logging.getLogger(__name__)


def hls_create(*, media: Media) -> bool:
    """Build the HLS folder from all finished H.264 renditions, in the place of the one there is.

    Several may be asked for at once, since each rendition asks when it is done. One builds; the others leave,
    because the builder looks again after it has let go of the lock, and sees what they had finished.

    Returns:
        False if packaging failed; the old folder stays.
    """
    while True:
        with try_lock(Lock.HLS, media.pk) as taken:
            if not taken:
                logger.info("hls of %s is being built", media.friendly_token)
                return True
            built = _inputs(media)
            if built and not _build(media, built):
                return False
        if _inputs(media) == built:
            return True


def _inputs(media: Media) -> list[str]:
    return [str(rendition.media_file.path) for rendition in selectors.hls_renditions(media)]


def _build(media: Media, inputs: list[str]) -> bool:
    started = time.monotonic()
    try:
        master = packaging.publish([Path(path) for path in inputs], hls_directory(media.uid))
    except packaging.PackagingError as error:
        logger.warning("no hls for %s: %s", media.friendly_token, error)
        return False
    if not Media.objects.filter(pk=media.pk).exists():
        shutil.rmtree(master.parent, ignore_errors=True)  # deleted meanwhile
        return False
    Media.objects.filter(pk=media.pk).exclude(hls_file=str(master)).update(hls_file=str(master))
    logger.info(
        "hls built",
        extra={
            "media": media.friendly_token,
            "renditions": len(inputs),
            "seconds": time.monotonic() - started,
        },
    )
    return True
