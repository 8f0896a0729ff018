"""What feeds and the sitemap tell of (spec/feeds.md)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from apps.media.models import Media
from apps.media.search import search_filter
from apps.media.selectors import Row
from apps.playlists.models import Playlist
from apps.users.models import User
from apps.users.representations import profile_path
from apps.users.selectors import members_are_public

FEED_ITEMS = 20
FEED_FIELDS = (
    *("friendly_token", "title", "description", "add_date", "edit_date", "user__username"),
    *("media_type", "poster", "uploaded_poster"),
)

MAX_ADDRESSES = 50_000
"""What one sitemap may hold (sitemaps.org)."""
PAGES = (
    ("", "always"),
    ("/featured", "daily"),
    ("/recommended", "always"),
    ("/latest", "hourly"),
    ("/members", "daily"),
    ("/tags", "daily"),
    ("/categories", "weekly"),
    ("/history", "always"),
    ("/liked", ""),
    ("/about", "monthly"),
    ("/tos", "monthly"),
    ("/contact", "never"),
)
"""Paths of pages with how often they change."""


def feed_rows(category: str = "", tag: str = "", words: str = "") -> list[Row]:
    """The newest listable media, with the columns of FEED_FIELDS.

    Args:
        category: those in a category of exactly this title.
        tag: those with a tag of exactly this title, unless there is a category.
        words: those that a search finds. With a category or a tag, a search for whole words.
    """
    media = Media.objects.filter(_found(category, tag, words), listable=True)
    return list(media.order_by("-add_date", "-pk").values(*FEED_FIELDS)[:FEED_ITEMS])


def sitemap_addresses() -> Iterator[tuple[str, str]]:
    """Paths of public pages with how often they change, ``""`` where that is not said.

    Users are among them where anonymous visitors may list them, without those who are inactive or wait for
    approval.
    """
    media = Media.objects.filter(listable=True).order_by("-add_date", "-pk")
    playlists = Playlist.objects.order_by("-add_date", "-pk")
    paths = chain(
        (f"/view?m={token}" for token in _column(media, "friendly_token")),
        (f"/playlists/{token}" for token in _column(playlists, "friendly_token")),
        (profile_path(name) for name in _column(_public_users(), "username")),
    )
    return islice(chain(PAGES, ((path, "") for path in paths)), MAX_ADDRESSES)


def _found(category: str, tag: str, words: str) -> Q:
    if category:
        found = Q(pk__in=Media.category.through.objects.filter(category__title=category).values("media"))
    elif tag:
        found = Q(pk__in=Media.tags.through.objects.filter(tag__title=tag).values("media"))
    else:
        return search_filter(words) or Q()
    return found & Q(search=SearchQuery(words)) if words else found


def _public_users() -> Any:
    if not members_are_public():
        return User.objects.none()
    users = User.objects.filter(is_active=True).order_by("-date_added", "-pk")
    if settings.USERS_NEEDS_TO_BE_APPROVED:
        users = users.filter(Q(is_approved=True) | Q(is_superuser=True))
    return users


def _column(rows: Any, name: str) -> Iterator[str]:
    return rows.values_list(name, flat=True)[:MAX_ADDRESSES].iterator()
