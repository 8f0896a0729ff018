"""What has to follow every write of a media (spec/api-media.md §12.4)."""

from apps.media import access
from apps.media.counters import media_counts_refresh
from apps.media.models import Media
from apps.media.search import search_vector_update


def media_store(media: Media, *fields: str) -> None:
    """Write `fields` of `media` together with ``listable``, then bring counts and search up to date.

    Name ``edit_date`` too where a person edits; the pipeline leaves it alone. Call it in a transaction.
    """
    media.listable = access.is_listable(media)
    media.save(update_fields=[*fields, "listable"])
    media_refresh(media)


def media_refresh(media: Media) -> None:
    """Refresh the counts of owner, categories and tags, and the search index entry of `media`."""
    media_counts_refresh(media)
    search_vector_update(media)
