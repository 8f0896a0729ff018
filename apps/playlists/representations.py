"""How playlists look on the wire: one builder a body, its fields in the order that clients get them."""

from typing import Any

from apps.common.datetimes import iso
from apps.media.representations import file_url
from apps.media.selectors import Row


def list_item(row: Row) -> dict[str, Any]:
    """An entry of the list of playlists (spec/api-community.md §3.2).

    Args:
        row: the columns of ``selectors.FIELDS``.
    """
    token = row["friendly_token"]
    return {
        "id": row["id"],
        "add_date": iso(row["add_date"]),
        "title": row["title"],
        "description": row["description"],
        "user": row["user__username"],
        "media_count": row["listable_count"],
        "url": f"/playlists/{token}",
        "api_url": f"/api/v1/playlists/{token}",
        "thumbnail_url": file_url(row["first_thumbnail"]),
        "friendly_token": token,
    }


def detail(row: Row) -> dict[str, Any]:
    """One playlist without its media (spec/api-community.md §3.3).

    Args:
        row: the columns of ``selectors.FIELDS``.
    """
    return {
        "title": row["title"],
        "add_date": iso(row["add_date"]),
        "user_thumbnail_url": file_url(row["user__logo"]),
        "description": row["description"],
        "user": row["user__username"],
        "media_count": row["listable_count"],
        "url": f"/playlists/{row['friendly_token']}",
        "thumbnail_url": file_url(row["first_thumbnail"]),
    }
