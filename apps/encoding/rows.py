"""The media row that a transaction of the pipeline works on, and how its columns are written."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField

from apps.media.counters import user_counts_refresh
from apps.media.models import EncodingStatus, Media, MediaState

LISTABLE = ExpressionWrapper(
    Q(state=MediaState.PUBLIC, is_reviewed=True, encoding_status=EncodingStatus.SUCCESS),
    output_field=BooleanField(),
)


def media_lock(media_id: int) -> Media | None:
    """Lock a media row until the transaction ends and return it as it is now, None if it is gone.

    Every transaction of the pipeline locks the media first, then encodings, then jobs, so they cannot
    deadlock.
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
