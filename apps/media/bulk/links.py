"""Links between media and categories, with the stored counts that follow them (spec/api-media.md §12.4)."""

from collections.abc import Collection

from django.db.models import F

from apps.categories.models import Category
from apps.media.counters import category_counts_refresh, counts_lock, tag_counts_refresh
from apps.media.models import Media

Link = Media.category.through


def links_add(categories: Collection[int], media: Collection[int]) -> int:
    """Put all these media (by id) into all these categories (by id); return how many links that made.

    Call it in a transaction.
    """
    counts_lock(media, categories=categories)
    present = set(
        Link.objects.filter(category__in=categories, media__in=media).values_list("category_id", "media_id")
    )
    missing = [
        Link(category_id=category, media_id=item)
        for category in categories
        for item in media
        if (category, item) not in present
    ]
    Link.objects.bulk_create(missing, ignore_conflicts=True)
    counts_refresh({link.media_id for link in missing})
    return len(missing)


def links_remove(categories: Collection[int], media: Collection[int]) -> int:
    """Take these media (by id) out of these categories (by id); return how many links went.

    A category that lost a media is counted as it was just before it lost the last one, so the stored count
    is one too high until one of its media is saved: what a legacy server leaves, and counts on. Call it in a
    transaction.
    """
    counts_lock(media, categories=categories)
    links = Link.objects.filter(category__in=categories, media__in=media)
    removed = list(links.values_list("category_id", "media_id"))
    links.delete()
    changed = {category for category, _ in removed}
    counts_refresh({item for _, item in removed})
    category_counts_refresh(changed)
    Category.objects.filter(pk__in=changed).update(media_count=F("media_count") + 1)
    return len(removed)


def counts_refresh(media: Collection[int]) -> None:
    """Count anew all categories and tags of these media (by id)."""
    if not media:
        return
    category_counts_refresh(set(Link.objects.filter(media__in=media).values_list("category_id", flat=True)))
    tag_counts_refresh(
        set(Media.tags.through.objects.filter(media__in=media).values_list("tag_id", flat=True))
    )
