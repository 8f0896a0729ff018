"""Media beside a media: related ones and the slide show of an image (spec/api-media.md §8.8, §9.2)."""

import random

from django.conf import settings

from apps.media.models import Media, MediaType
from apps.media.selectors.rows import Row, list_rows

RELATED = 100
"""Related media at most, the media itself and duplicates included."""

_CRITERIA = ("views", "-views", "add_date", "-add_date")
_random = random.SystemRandom()

SLIDE_FIELDS = (
    "friendly_token",
    "title",
    "media_type",
    "media_file",
    "thumbnail",
    "uploaded_thumbnail",
    "poster",
    "uploaded_poster",
)


def related_media(media: Media, first_category: int | None) -> list[Row]:
    """Listable media related to `media` by ``RELATED_MEDIA_STRATEGY``, in an order of chance.

    Media of the owner first; the strategy ``content`` fills up from the first category, then from all media,
    each in the order of a criterion drawn anew for every call.

    Args:
        media: the one that is shown.
        first_category: id of its first category by title.
    """
    strategy = settings.RELATED_MEDIA_STRATEGY
    if settings.USE_LTI or strategy in ("calculated", "no_related"):
        return []
    listable = Media.objects.filter(listable=True)
    rows = list(list_rows(listable.filter(user=media.user_id).order_by("-add_date"))[:RELATED])
    if strategy != "author":
        if len(rows) < RELATED and first_category is not None:
            category = listable.filter(category=first_category).order_by(_random.choice(_CRITERIA))
            rows.extend(list_rows(category)[: RELATED - len(rows)])
        if len(rows) < RELATED:
            anything = listable.order_by(_random.choice(_CRITERIA))
            rows.extend(list_rows(anything)[: RELATED - len(rows)])
    unique = list({row["id"]: row for row in rows if row["id"] != media.pk}.values())
    _random.shuffle(unique)
    return unique


def shuffled(rows: list[Row]) -> list[Row]:
    """The same rows in an order of chance."""
    return _random.sample(rows, len(rows))


def slideshow(media: Media) -> list[Row]:
    """The image itself, then other listable images of its owner, oldest first; nothing for other media."""
    if media.media_type != MediaType.IMAGE:
        return []
    others = Media.objects.filter(listable=True, user=media.user_id, media_type=MediaType.IMAGE)
    others = others.exclude(pk=media.pk).order_by("pk")
    return [_slide(media), *others.values(*SLIDE_FIELDS)[: settings.SLIDESHOW_ITEMS]]


def _slide(media: Media) -> Row:
    return {name: str(getattr(media, name)) for name in SLIDE_FIELDS}
