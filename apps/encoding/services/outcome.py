"""What encodings mean for their media item, and the end of encodings."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from apps.encoding import selectors
from apps.encoding.models import Encoding
from apps.encoding.paths import chunk_paths
from apps.encoding.rows import media_columns_set, media_lock
from apps.encoding.services.files import files_remove_on_commit
from apps.media.models import EncodingStatus, Media, MediaType

logger = logging.getLogger(__name__)


@transaction.atomic
def media_status_refresh(*, media_id: int) -> None:
    """Bring ``encoding_status``, ``listable`` and the preview of a video in line with its encodings."""
    media = media_lock(media_id)
    if media is None or media.media_type != MediaType.VIDEO:
        return
    preview = selectors.preview(media)
    status = selectors.encoding_status(media)
    if settings.DO_NOT_TRANSCODE_VIDEO and media.encoding_status == EncodingStatus.SUCCESS:
        status = EncodingStatus.SUCCESS
    media_columns_set(
        media, encoding_status=status, preview_file_path=preview.media_file.path if preview else ""
    )


@transaction.atomic
def encodings_delete(*, media: Media, encodings: Iterable[Encoding] | None = None) -> None:
    """Delete encodings of a media item with their files, and bring its status in line.

    Args:
        encodings: rows of `media`; all of them if None.
    """
    if media_lock(media.pk) is None:
        return
    rows = list(Encoding.objects.filter(media=media) if encodings is None else encodings)
    rows_remove(rows)
    media_status_refresh(media_id=media.pk)
    logger.info("encodings deleted", extra={"media": media.friendly_token, "encodings": len(rows)})


def rows_remove(rows: Iterable[Encoding]) -> None:
    """Delete rows, and their files when the transaction commits. A run that works on one notices and ends."""
    doomed = list(rows)
    Encoding.objects.filter(pk__in=[row.pk for row in doomed]).delete()
    files_remove_on_commit(row.media_file.name or "" for row in doomed)
    chunk_sources_release(doomed)


def chunk_sources_release(rows: Iterable[Encoding]) -> None:
    """Remove the pieces of the source that deleted chunk rows read, once no row of any profile needs them."""
    for info in {row.chunks_info for row in rows if row.chunk and row.chunks_info}:
        if not Encoding.objects.filter(chunks_info=info).exists():
            files_remove_on_commit(chunk_paths(info))
