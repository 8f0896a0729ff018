"""How categories and tags look on the wire (spec/api-community.md §4.1, §5)."""

from typing import Any

from apps.media.representations import file_url, thumbnail_url
from apps.media.selectors import Row


def category(row: Row) -> dict[str, Any]:
    """A category. The key ``user`` is there only if somebody is known to have made it.

    Args:
        row: of ``selectors.category_rows``, completed by ``selectors.with_popular_media``.
    """
    creator = {"user": row["user__username"]} if row["user__username"] is not None else {}
    return {
        "title": row["title"],
        "uid": row["uid"],
        "description": row["description"],
        "is_global": row["is_global"],
        "media_count": row["media_count"],
        **creator,
        "thumbnail_url": file_url(row["thumbnail"]) or _listings_thumbnail(row),
        "is_lms_course": row["is_lms_course"],
    }


def tag(row: Row) -> dict[str, Any]:
    """A tag.

    Args:
        row: of ``selectors.tag_rows``, completed by ``selectors.with_popular_media``.
    """
    return {
        "title": row["title"],
        "media_count": row["media_count"],
        "thumbnail_url": _listings_thumbnail(row),
    }


def _listings_thumbnail(row: Row) -> str | None:
    """The address that the nightly task chose, else that of the most viewed public media."""
    if row["listings_thumbnail"]:
        return str(row["listings_thumbnail"])
    return thumbnail_url(row["popular"]) if row["popular"] else None
