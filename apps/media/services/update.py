"""Changes to media."""

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from apps.common.text import plain_text
from apps.media.models import Media, MediaState
from apps.media.services.create import TITLE_LENGTH
from apps.media.upkeep import media_store


@transaction.atomic
def media_update(
    *,
    media: Media,
    title: str | None = None,
    description: str | None = None,
    user_featured: bool | None = None,
) -> Media:
    """Edit a media; None leaves a field as it is. The owner stays the owner, whoever edits.

    Args:
        media: which one.
        title: the stored file name if blank. Tags are stripped, then it is cut to 100 characters.
        description: tags are stripped.
        user_featured: the owner's own mark.

    Returns:
        The media as it is stored now; ``edit_date`` is now.
    """
    media = _locked(media)
    if title is not None:
        media.title = title
    if not media.title.strip():
        media.title = PurePath(media.media_file.name or "").name
    media.title = plain_text(media.title, TITLE_LENGTH)
    media.description = plain_text(media.description if description is None else description)
    if user_featured is not None:
        media.user_featured = user_featured
    media.add_date = media.add_date or timezone.now()
    media_store(media, "title", "description", "user_featured", "add_date", "edit_date")
    return media


@transaction.atomic
def media_review_set(*, media: Media, is_reviewed: bool) -> Media:
    """Record a review; a media that it makes listable is listed from now on, and the other way round."""
    media = _locked(media)
    media.is_reviewed = is_reviewed
    media_store(media, "is_reviewed")
    return media


@transaction.atomic
def media_state_set(*, media: Media, state: MediaState | str) -> Media:
    """Set the state, and ``listable`` with it."""
    media = _locked(media)
    media.state = state
    media_store(media, "state")
    return media


def _locked(media: Media) -> Media:
    """The row as it is now, so that no concurrent edit is written over."""
    rows = Media.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return rows.get(pk=media.pk)
