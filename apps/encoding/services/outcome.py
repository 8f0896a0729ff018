"""What the end of an encode means for its media item, and the end of encodings themselves."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField

from apps.encoding import selectors
from apps.encoding.models import Encoding
from apps.encoding.paths import chunk_paths
from apps.encoding.queueing import enqueue
from apps.encoding.services.files import files_remove_on_commit
from apps.media.counters import user_counts_refresh
from apps.media.models import EncodingStatus, Media, MediaState, MediaType
from apps.studio.models import VideoTrimRequest

logger = logging.getLogger(__name__)

LISTABLE = ExpressionWrapper(
    Q(state=MediaState.PUBLIC, is_reviewed=True, encoding_status=EncodingStatus.SUCCESS),
    output_field=BooleanField(),
)


def media_lock(media_id: int) -> Media | None:
    """Lock a media row until the transaction ends and return it as it is now, None if it is gone.

    Every transaction of the pipeline locks the media first and encodings after it, so they cannot deadlock.
    """
    rows = Media.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return rows.filter(pk=media_id).first()


@transaction.atomic
def media_columns_set(media: Media, **columns: object) -> None:
    """Write columns of a media row, and ``listable`` with them.

    State and review may have been changed by somebody else since `media` was loaded, so ``listable`` is
    computed from what the database has now (spec/pipeline.md §20, H3). ``edit_date`` stays; `media` gets the
    values.
    """
    row = Media.objects.filter(pk=media.pk)
    row.update(**columns)
    row.update(listable=LISTABLE)
    user_counts_refresh([media.user_id])
    stored = row.values(*columns, "listable").first() or {}
    for name, value in stored.items():
        setattr(media, name, value)


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


def encoding_finished(encoding: Encoding) -> None:
    """Draw the consequences of a final row that is now ``success`` or ``fail`` (spec/pipeline.md §8.1)."""
    media_status_refresh(media_id=encoding.media_id)
    if encoding.status == EncodingStatus.SUCCESS and encoding.profile.codec == "h264":
        enqueue("create_hls", encoding.media.friendly_token)
        _trim_finished(encoding.media)


def _trim_finished(media: Media) -> None:
    """End a trim that waits for its finishing touches: there is a rendition to do them with now."""
    running = media.trim_requests.filter(status=VideoTrimRequest.Status.RUNNING).order_by("pk").first()
    if running is not None:
        enqueue("post_trim_action", media.friendly_token)
        VideoTrimRequest.objects.filter(pk=running.pk).update(status=VideoTrimRequest.Status.SUCCESS)


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
