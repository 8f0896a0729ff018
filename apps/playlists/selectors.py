"""Reads of playlists (spec/api-community.md §3)."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.media import access
from apps.media.models import Media
from apps.media.selectors import Row, list_rows
from apps.playlists.models import Playlist, PlaylistMedia

FIELDS = (
    "id",
    "add_date",
    "title",
    "description",
    "friendly_token",
    "user__username",
    "user__logo",
    "listable_count",
    "first_thumbnail",
)
"""Columns of ``playlist_rows``: of the playlist, of its owner, and of its listable media."""


def playlist_rows(playlists: QuerySet[Playlist]) -> QuerySet[Playlist, Row]:
    """The columns of FIELDS for each playlist; lazy, so it can be counted, sliced and paginated.

    ``listable_count`` counts the places held by listable media. ``first_thumbnail`` is the generated
    thumbnail of the first of them: "" if it has none, None without listable media.
    """
    listable = PlaylistMedia.objects.filter(playlist=OuterRef("pk"), media__listable=True)
    counted = listable.order_by().values("playlist").annotate(places=Count("pk")).values("places")
    return playlists.annotate(
        listable_count=Coalesce(Subquery(counted), 0),
        first_thumbnail=Subquery(listable.values("media__thumbnail")[:1]),
    ).values(*FIELDS)


def playlists_of(author: str | None = None) -> QuerySet[Playlist]:
    """All playlists, oldest first; only those of one user if `author` (maybe an unknown name) is given."""
    playlists = Playlist.objects.order_by("pk")
    return playlists if author is None else playlists.filter(user__username=author)


def playlist_by_token(token: str) -> Playlist | None:
    """The playlist of this token; None if there is none, or more than one: tokens are not unique by law."""
    found = list(Playlist.objects.select_related("user").filter(friendly_token=token)[:2])
    return found[0] if len(found) == 1 else None


def playlist_media(playlist: Playlist, user: access.Requester) -> QuerySet[Media, Row]:
    """The media of a playlist in its order, one row a place.

    Its owner sees what they may view, private media that they lost access to left out. Everybody else,
    editors included, sees public and unlisted media.
    """
    shown = access.viewable_by(user) if playlist.user == user else Q(state__in=access.OPEN_STATES)
    media = Media.objects.filter(shown, playlist_items__playlist=playlist)
    return list_rows(media.order_by("playlist_items__ordering", "-playlist_items__action_date"))


def can_manage(user: access.Requester, playlist: Playlist) -> bool:
    """Whether `user` may change or delete a playlist: its owner and portal editors."""
    return access.is_editor(user) or playlist.user == user
