"""Rows of media as lists show them: plain dictionaries of the columns that an entry needs."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from apps.encoding.models import EncodeProfile, Encoding
from apps.media.models import Media

Row = dict[str, Any]

OWNER_FIELDS = ("user__username", "user__name", "user__logo")
PICTURE_FIELDS = ("media_type", "thumbnail", "uploaded_thumbnail", "preview_file_path")
LIST_FIELDS = (
    "id",
    "friendly_token",
    "title",
    "description",
    "add_date",
    "views",
    "state",
    "duration",
    "is_reviewed",
    "encoding_status",
    "likes",
    "dislikes",
    "reported_times",
    "featured",
    "user_featured",
    "size",
    *PICTURE_FIELDS,
    *OWNER_FIELDS,
)
"""Columns of a list entry (spec/api-media.md §4.6)."""


def list_rows(media: QuerySet[Media]) -> QuerySet[Media, Row]:
    """The columns of list entries; lazy, so it can be counted, sliced and paginated."""
    return media.values(*LIST_FIELDS)


def with_previews(rows: Iterable[Row]) -> list[Row]:
    """The same rows with ``preview_file_path`` filled in from a GIF rendition where the column is empty.

    Rows are changed in place; one query for all of them together.
    """
    rows = list(rows)
    previews = _gif_renditions([row["id"] for row in rows if not row["preview_file_path"]])
    for row in rows:
        row["preview_file_path"] = row["preview_file_path"] or previews.get(row["id"], "")
    return rows


def _gif_renditions(media: Collection[int]) -> dict[int, str]:
    """Paths of GIF renditions by media id; the oldest one of each media that has a file."""
    if not media:
        return {}
    files = (
        Encoding.objects.filter(media__in=media, profile__extension=EncodeProfile.Extension.GIF)
        .exclude(media_file="")
        .order_by("-pk")
        .values_list("media_id", "media_file")
    )
    return dict(files)
