"""How users look on the wire: one builder a body, its fields in the order that clients get them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings

from apps.common.datetimes import iso
from apps.common.storage import media_url_for
from apps.users.models import Channel, User

Absolute = Callable[[str], str]
"""Makes a path of the site absolute (`apps.common.rendering.absolute_urls`)."""

_UNSAFE = re.compile(r"[^\w@.-]")


def list_item(row: Mapping[str, Any], absolute: Absolute, *, show_email: bool) -> dict[str, Any]:
    """An entry of a user list (spec/api-users.md §3.1).

    Args:
        row: the columns of ``selectors.user_rows``. Without a logo, ``thumbnail_url`` is the address of the
            request itself, as ever.
        absolute: makes the addresses absolute.
        show_email: whether the requester may see the address.
    """
    username = row["username"]
    item = {
        "description": row["description"],
        "date_added": iso(row["date_added"]),
        "name": row["name"],
        "is_featured": row["is_featured"],
        "thumbnail_url": absolute(media_url_for(row["logo"])),
        "url": absolute(profile_path(username)),
        "api_url": absolute(api_path(username)),
        "username": username,
        "advancedUser": row["advancedUser"],
        "is_editor": row["is_editor"],
        "is_manager": row["is_manager"],
        "email_is_verified": row["email_is_verified"],
    }
    if show_email:
        item["email"] = row["email"]
    if settings.USERS_NEEDS_TO_BE_APPROVED:
        item["is_approved"] = row["is_approved"]
    return item


def detail(user: User, channel: Channel | None, absolute: Absolute) -> dict[str, Any]:
    """The body of one user (spec/api-users.md §3.2); addresses of editing pages and the banner are relative.

    Args:
        user: whom it shows.
        channel: ``selectors.oldest_channel`` of the user.
        absolute: makes the other addresses absolute.
    """
    username = user.username
    return {
        "description": user.description,
        "date_added": iso(user.date_added),
        "name": user.name,
        "is_featured": user.is_featured,
        "thumbnail_url": absolute(media_url_for(user.logo.name or "")),
        "banner_thumbnail_url": _banner_url(channel),
        "url": absolute(profile_path(username)),
        "username": username,
        "media_info": {"results": [], "user_media": f"/api/v1/media?author={_in_query(username)}"},
        "api_url": absolute(api_path(username)),
        "edit_url": f"/user/{_in_path(username)}/edit",
        "default_channel_edit_url": f"/channel/{channel.friendly_token}/edit" if channel else None,
    }


def profile_path(username: str) -> str:
    """The profile page of a user."""
    return f"/user/{_in_path(username)}/"


def api_path(username: str) -> str:
    """The API address of a user."""
    return f"/api/v1/users/{_in_path(username)}"


def _in_path(username: str) -> str:
    """Percent-encoded as Django writes its routes."""
    return quote(username, safe="@")


def _in_query(username: str) -> str:
    """As it is; only what would end the value is percent-encoded."""
    return _UNSAFE.sub(lambda match: quote(match[0], safe=""), username)


def _banner_url(channel: Channel | None) -> str | None:
    name = channel.banner_logo.name if channel else ""
    return media_url_for(name) if name else None
