"""The RSS documents (spec/feeds.md §2)."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.sites.models import Site
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language

from apps.media.representations import page_path, poster_url
from apps.media.selectors import Row

PLACEHOLDER_DOMAIN = "example.com"
"""What the row of the sites framework says until somebody changes it."""

WIDTH = "720"

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold."""


class MediaFeed(Rss201rev2Feed):
    """RSS 2.0 with Yahoo's media elements."""

    def rss_attributes(self) -> dict[str, str]:
        """Attributes of the root."""
        return super().rss_attributes() | {"xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Elements of an item, the media ones last."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("media:title", item["title"])
        handler.addQuickElement("media:description", item["description"])
        for name in ("content", "thumbnail"):
            handler.addQuickElement(f"media:{name}", "", {"url": item[name], "width": WIDTH})


def media_feed(rows: list[Row], *, site: str, title: str, path: str, feed_path: str) -> MediaFeed:
    """The feed of some media.

    Args:
        rows: the columns of ``selectors.FEED_FIELDS``.
        site: scheme and host, see `site_address`.
        title: of the channel; empty for none.
        path: of the page that the channel stands for.
        feed_path: of the feed itself.
    """
    feed = MediaFeed(
        title=title,
        link=site + path,
        description="Latest Media RSS feed",
        language=get_language(),
        feed_url=site + feed_path,
    )
    for row in rows:
        page, address = page_path(row["friendly_token"]), site + page_path(row["friendly_token"])
        feed.add_item(
            title=_legal(row["title"]),
            link=address,
            description=_legal(row["description"]),
            author_name=_legal(row["user__username"]),
            pubdate=row["add_date"],
            updateddate=row["edit_date"],
            unique_id=address,
            # The second slash, and None for no poster, are what readers have always got.
            content=f"{settings.SSL_FRONTEND_HOST}/{page}",
            thumbnail=f"{settings.SSL_FRONTEND_HOST}/{poster_url(row)}",
        )
    return feed


def site_address(scheme: str) -> str:
    """Scheme of the request and domain of the site; FRONTEND_HOST if nobody has set the domain."""
    site = Site.objects.filter(pk=settings.SITE_ID).first()
    if site is None or site.domain == PLACEHOLDER_DOMAIN:
        return settings.FRONTEND_HOST
    return f"{scheme}://{site.domain}"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
