"""Stored counts of media, kept by users, categories and tags (spec/api-media.md §12.4).

Each refresh takes two statements whatever the number of rows: one waits for those who count the same rows,
the next one counts. A single statement would count what was there before the wait, without what they added.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
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
    _refresh(users_counted(), users)


def category_counts_refresh(categories: Collection[int]) -> None:
    """Set ``media_count`` of these categories (by id) to what is counted."""
    _refresh(categories_counted(), categories)


def tag_counts_refresh(tags: Collection[int]) -> None:
    """Set ``media_count`` of these tags (by id) to what is counted."""
    _refresh(tags_counted(), tags)


def media_counts_refresh(media: Media) -> None:
    """Refresh the counts of the owner, of all categories and of all tags of `media`."""
    user_counts_refresh([media.user_id])
    category_counts_refresh(list(media.category.values_list("pk", flat=True)))
    tag_counts_refresh(list(media.tags.values_list("pk", flat=True)))


@transaction.atomic(savepoint=False)
def _refresh(counted: QuerySet[Any], keys: Collection[int]) -> None:
    if not keys:
        return
    rows = counted.model._default_manager.filter(pk__in=keys).order_by("pk")
    # In the order of ids, so that nobody waits for somebody who waits for them.
    locked = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    counted.filter(pk__in=locked).update(media_count=F("counted"))


def counts_lock(
    media: Collection[int], *, users: Collection[int] = (), categories: Collection[int] = ()
) -> None:
    """Wait for whoever changes any of these media (by id), or counts what they belong to.

    A transaction that changes several media begins with this. Everybody locks media, users, categories and
    tags in this order, each by id; so none of two waits for the other one.

    Args:
        media: what will be changed.
        users: other users (by id) who will be counted anew.
        categories: likewise.
    """
    chosen = Media.objects.filter(pk__in=media)
    in_categories = Media.category.through.objects.filter(media__in=media).values("category")
    with_tags = Media.tags.through.objects.filter(media__in=media).values("tag")
    for rows in (
        chosen,
        User.objects.filter(Q(pk__in=chosen.values("user")) | Q(pk__in=users)),
        Category.objects.filter(Q(pk__in=in_categories) | Q(pk__in=categories)),
        Tag.objects.filter(pk__in=with_tags),
    ):
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
