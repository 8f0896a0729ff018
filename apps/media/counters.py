"""Stored counts of media, kept by users, categories and tags (spec/api-media.md §12.4).

Each function is one statement whatever the number of rows, so concurrent calls cannot leave a count that
neither of them saw.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.categories.models import Category, Tag
from apps.media.models import Media
from apps.users.models import User


def users_counted() -> QuerySet[User]:
    """Users with ``counted``: the number of their listable media."""
    own = Media.objects.filter(user=OuterRef("pk"), listable=True)
    return User.objects.annotate(counted=_count(own, "user"))


def categories_counted() -> QuerySet[Category]:
    """Categories with ``counted``: the number of all their media, of any state."""
    links = Media.category.through.objects.filter(category=OuterRef("pk"))
    return Category.objects.annotate(counted=_count(links, "category"))


def tags_counted() -> QuerySet[Tag]:
    """Tags with ``counted``: the number of their public and reviewed media."""
    links = Media.tags.through.objects.filter(
        tag=OuterRef("pk"), media__state="public", media__is_reviewed=True
    )
    return Tag.objects.annotate(counted=_count(links, "tag"))


def user_counts_refresh(users: Collection[int]) -> None:
    """Set ``media_count`` of these users (by id) to what is counted."""
    users_counted().filter(pk__in=users).update(media_count=F("counted"))


def category_counts_refresh(categories: Collection[int]) -> None:
    """Set ``media_count`` of these categories (by id) to what is counted."""
    categories_counted().filter(pk__in=categories).update(media_count=F("counted"))


def tag_counts_refresh(tags: Collection[int]) -> None:
    """Set ``media_count`` of these tags (by id) to what is counted."""
    tags_counted().filter(pk__in=tags).update(media_count=F("counted"))


def media_counts_refresh(media: Media) -> None:
    """Refresh the counts of the owner, of all categories and of all tags of `media`."""
    user_counts_refresh([media.user_id])
    category_counts_refresh(list(media.category.values_list("pk", flat=True)))
    tag_counts_refresh(list(media.tags.values_list("pk", flat=True)))


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
