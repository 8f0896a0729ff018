"""Writes of playlists (spec/api-community.md §3)."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.common.text import plain_text
from apps.common.tokens import generate_friendly_token
from apps.media.models import Media
from apps.playlists.models import Playlist, PlaylistMedia
from apps.users.models import User

TITLE_LENGTH = 100


@transaction.atomic
def playlist_create(*, user: User, title: str, description: str = "", friendly_token: str = "") -> Playlist:
    """Make an empty playlist.

    Args:
        user: its owner.
        title: tags are stripped, then it is cut to 100 characters; may end up empty.
        description: tags are stripped.
        friendly_token: a free one; drawn if empty.
    """
    return Playlist.objects.create(
        user=user,
        title=plain_text(title, TITLE_LENGTH),
        description=plain_text(description),
        friendly_token=friendly_token or _unused_token(),
    )


@transaction.atomic
def playlist_update(*, playlist: Playlist, title: str, description: str | None = None) -> Playlist:
    """Rename a playlist; a description of None stays. The owner stays the owner, whoever edits."""
    playlist.title = plain_text(title, TITLE_LENGTH)
    playlist.description = plain_text(playlist.description if description is None else description)
    playlist.save(update_fields=["title", "description"])
    return playlist


@transaction.atomic
def playlist_delete(*, playlist: Playlist) -> None:
    """Delete a playlist; its media stay."""
    playlist.delete()


@transaction.atomic
def playlist_media_add(*, playlist: Playlist, media: Media) -> bool:
    """Put a media at the end of a playlist, also if it stands in it already.

    Where the place after the last one is the media's own (after removals), that place is only touched.

    Returns:
        False if the playlist is full.
    """
    _lock(playlist)
    places = playlist.items.count()
    if places >= settings.MAX_MEDIA_PER_PLAYLIST:
        return False
    _place(playlist, media, places + 1)
    return True


@transaction.atomic
def playlist_media_append(*, playlist: Playlist, media: Sequence[Media]) -> int:
    """Put media at the end of a playlist as far as there is room; return how many places were made."""
    _lock(playlist)
    places, made = playlist.items.count(), 0
    for item in media:
        if places >= settings.MAX_MEDIA_PER_PLAYLIST:
            break
        if _place(playlist, item, places + 1):
            places += 1
            made += 1
    return made


@transaction.atomic
def playlist_media_remove(*, playlist: Playlist, media: Sequence[Media]) -> int:
    """Take media out of a playlist, all their places; return how many those were. Nothing is renumbered."""
    _lock(playlist)
    return playlist.items.filter(media__in=media).delete()[0]


@transaction.atomic
def playlist_media_move(*, playlist: Playlist, media: Media, ordering: int) -> None:
    """Give the first place of a media a new number, before others that have the same.

    A number below 1, or a media that is not in the playlist, changes nothing.
    """
    _lock(playlist)
    first = playlist.items.filter(media=media).order_by("ordering", "-action_date").first()
    if first is not None and ordering > 0:
        first.ordering = ordering
        first.save(update_fields=["ordering", "action_date"])


def _lock(playlist: Playlist) -> None:
    """Let others wait who want to change the same playlist: places are numbered by counting."""
    Playlist.objects.select_for_update(no_key=True).get(pk=playlist.pk)


def _place(playlist: Playlist, media: Media, ordering: int) -> bool:
    """Touch the place of exactly this number and media, or make it; say whether it was made."""
    same = playlist.items.filter(media=media, ordering=ordering)
    if same.update(action_date=timezone.now()):
        return False
    PlaylistMedia.objects.create(playlist=playlist, media=media, ordering=ordering)
    return True


def _unused_token() -> str:
    while True:
        token = generate_friendly_token()
        if not Playlist.objects.filter(friendly_token=token).exists():
            return token
