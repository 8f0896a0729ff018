"""The MD5 of originals, which nobody has to wait for (spec/pipeline.md §4.3)."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from django.db import transaction

from apps.encoding import probe
from apps.encoding.rows import media_lock
from apps.media.models import Media, MediaType

logger = logging.getLogger(__name__)


def checksum_fill(*, media: Media) -> None:
    """Store the MD5 of a video's original in its row and in ``media_info``, if it is not there yet.

    A file that cannot be read, or that is replaced meanwhile, changes nothing.
    """
    if media.media_type != MediaType.VIDEO or media.md5sum:
        return
    try:
        digest = probe.md5sum(Path(media.media_file.path))
    except OSError as error:
        logger.warning("no checksum of %s: %s", media.friendly_token, error)
        return
    with transaction.atomic():
        row = media_lock(media.pk)
        if row is None or row.media_file.name != media.media_file.name:
            return
        info = {**json.loads(row.media_info or "{}"), "md5sum": digest}
        Media.objects.filter(pk=row.pk).update(md5sum=digest, media_info=json.dumps(info))
