"""Reads of media: listings, search, detail, related media."""

from apps.media.selectors.detail import MediaDetail, media_by_token, media_detail, media_for_viewer
from apps.media.selectors.listing import (
    Filters,
    Listing,
    media_listing,
    ordering,
    page_shared_groups,
    page_shared_users,
    page_tags,
    recommended_media,
    uploaded_since,
)
from apps.media.selectors.related import related_media, shuffled
from apps.media.selectors.rows import LIST_FIELDS, Row, list_rows, with_previews
from apps.media.selectors.searching import (
    SearchQuery,
    categories_of,
    search_media,
    search_rows,
    search_titles,
)

__all__ = [
    "LIST_FIELDS",
    "Filters",
    "Listing",
    "MediaDetail",
    "Row",
    "SearchQuery",
    "categories_of",
    "list_rows",
    "media_by_token",
    "media_detail",
    "media_for_viewer",
    "media_listing",
    "ordering",
    "page_shared_groups",
    "page_shared_users",
    "page_tags",
    "recommended_media",
    "related_media",
    "search_media",
    "search_rows",
    "search_titles",
    "shuffled",
    "uploaded_since",
    "with_previews",
]
