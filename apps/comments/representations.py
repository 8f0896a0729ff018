"""How comments look on the wire."""

from typing import Any

from apps.common.datetimes import iso
from apps.media.representations import file_url, page_path, profile_path
from apps.media.selectors import Row


def comment(row: Row) -> dict[str, Any]:
    """A comment (spec/api-community.md §6.2); its own id is not part of it.

    Args:
        row: the columns of ``selectors.FIELDS``.
    """
    return {
        "add_date": iso(row["add_date"]),
        "text": row["text"],
        "parent": row["parent_id"],
        "author_thumbnail_url": file_url(row["user__logo"]),
        "author_profile": profile_path(row["user__username"]),
        "author_name": row["user__name"],
        "media_url": page_path(row["media__friendly_token"]),
        "uid": str(row["uid"]),
    }
