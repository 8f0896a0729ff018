"""``GET /api/v1/search`` (spec/api-media.md §10.1)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.categories.models import Category
from apps.media import access
from apps.media.models import Media
from apps.media.selectors.listing import Filters
from apps.media.selectors.rows import OWNER_FIELDS, PICTURE_FIELDS, Row

SUGGESTIONS = 40
"""Titles that ``show=titles`` answers at most."""

SEARCH_FIELDS = (
    "id",
    "title",
    "add_date",
    "views",
    "description",
    "friendly_token",
    "duration",
    *PICTURE_FIELDS,
    *OWNER_FIELDS,
)
"""Columns of a search result."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched for, as the query string names it; empty and unknown values filter nothing."""

    q: str = ""
    c: str = ""
    t: str = ""
    author: str = ""
    media_type: str = ""
    upload_date: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to search for: words, a category or a tag."""
        return bool(self.q or self.c or self.t)


def search_media(*, user: access.Requester, query: SearchQuery, order: str) -> QuerySet[Media]:
    """The media that `user` finds.

    Args:
        user: who asks.
        query: what for.
        order: an ``order_by`` argument (``listing.ordering``).
    """
    filters = Filters(q=query.q, t=query.t, media_type=query.media_type, upload_date=query.upload_date)
    media = Media.objects.filter(access.searchable_by(user), *filters.conditions())
    if query.c:
        links = Media.category.through.objects.filter(category__title__contains=query.c)
        media = media.filter(pk__in=links.values("media"))
    if query.author:
        media = media.filter(user__username=query.author)
    return media.order_by(order, "pk")


def search_rows(media: QuerySet[Media]) -> QuerySet[Media, Row]:
    """The columns of search results; lazy."""
    return media.values(*SEARCH_FIELDS)


def search_titles(media: QuerySet[Media], order: str) -> list[str]:
    """Titles to suggest.

    Media of the same title and the same value of the sort column count once, as in the legacy server.
    """
    return list(media.order_by(order).values_list("title", flat=True).distinct()[:SUGGESTIONS])


def categories_of(media: Sequence[int], user: access.Requester) -> dict[int, list[dict[str, Any]]]:
    """The categories that `user` may know of, by media id: ``title`` and ``is_lms_course``, by title."""
    visible = access.visible_categories(user)
    links = (
        Media.category.through.objects.filter(media__in=media)
        .filter(category__in=Category.objects.filter(visible))
        .order_by("category__title", "category")
        .values_list("media_id", "category__title", "category__is_lms_course")
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for pk, title, is_lms_course in links:
        found[pk].append({"title": title, "is_lms_course": is_lms_course})
    return found
