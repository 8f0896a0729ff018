"""Writes of categories and tags."""

import logging
import time
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from apps.categories.models import Category, Tag
from apps.media.models import Media, MediaState
from apps.media.representations import thumbnail_url

logger = logging.getLogger(__name__)

THUMBNAIL_LENGTH = 400


def listings_thumbnails_refresh() -> None:
    """Choose the pictures that lists of categories and tags show (spec/pipeline.md §17).

    Each category, by title, gets the thumbnail of its most viewed public and reviewed media that no category
    before it took; it may be None. A category without such a media keeps what it has. Likewise tags.
    """
    started = time.monotonic()
    changed = _refresh(Category, "category", Media.category.through.objects.all())
    changed += _refresh(Tag, "tag", Media.tags.through.objects.all())
    logger.info(
        "listing thumbnails refreshed", extra={"rows": changed, "seconds": time.monotonic() - started}
    )


@transaction.atomic
def _refresh(model: type[Model], name: str, links: QuerySet[Any]) -> int:
    """Choose for all rows of a model, reading their media in one pass.

    Args:
        name: of the model's column in `links`.
        links: rows that tie media to the model.
    """
    candidates = (
        links.filter(media__state=MediaState.PUBLIC, media__is_reviewed=True)
        .order_by(f"{name}__title", f"{name}_id", "-media__views", "media_id")
        .values(
            f"{name}_id", "media_id", "media__media_type", "media__thumbnail", "media__uploaded_thumbnail"
        )
    )
    taken: set[int] = set()
    chosen: list[Model] = []
    for pk, rows in groupby(candidates.iterator(), key=lambda row: row[f"{name}_id"]):
        row = next((row for row in rows if row["media_id"] not in taken), None)
        if row is None:
            continue
        taken.add(row["media_id"])
        picture = {
            column: row[f"media__{column}"] for column in ("media_type", "thumbnail", "uploaded_thumbnail")
        }
        address = thumbnail_url(picture)
        if len(address or "") <= THUMBNAIL_LENGTH:
            chosen.append(model(pk=pk, listings_thumbnail=address))
    model._default_manager.bulk_update(chosen, ["listings_thumbnail"], batch_size=500)
    return len(chosen)
