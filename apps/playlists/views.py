"""API v1 of playlists (spec/api-community.md §3)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.exceptions import BadRequest
from apps.common.pagination import paginate
from apps.common.parsers import FORM_PARSERS, JSONParser
from apps.common.rendering import absolute_urls
from apps.common.views import APIView, clean_text, query_text
from apps.media import access
from apps.media import representations as media_representations
from apps.media.models import Media
from apps.media.selectors import media_by_token, with_previews
from apps.playlists import representations, selectors, services
from apps.playlists.models import Playlist
from apps.playlists.permissions import CanAddOrReadOnly
from apps.playlists.serializers import NewPlaylistSerializer, PlaylistSerializer
from apps.users.models import User

PARSERS = (JSONParser, *FORM_PARSERS)
INVALID_ACTION = "invalid or not specified action"
LARGEST_ORDERING = 2**31 - 1


class PlaylistList(APIView):
    """All playlists in pages of 50, and new ones."""

    parser_classes = PARSERS
    permission_classes = (CanAddOrReadOnly,)

    def get(self, request: Request) -> Response:
        """Everybody's playlists, or those of ``author``."""
        author = query_text(request, "author") if "author" in request.query_params else None
        rows = selectors.playlist_rows(selectors.playlists_of(author))
        pages, page = paginate(rows, request)
        return Response(pages.envelope([representations.list_item(row) for row in page]))

    def post(self, request: Request) -> Response:
        """Make a playlist."""
        form = NewPlaylistSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        playlist = services.playlist_create(user=cast(User, request.user), **form.validated_data)
        return Response(representations.list_item(_row(playlist)), status=HTTPStatus.CREATED)


class PlaylistDetail(APIView):
    """One playlist with its media."""

    parser_classes = PARSERS
    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get(self, request: Request, friendly_token: str) -> Response:
        """The playlist and those of its media that the requester may see there."""
        playlist = _playlist(friendly_token)
        absolute = absolute_urls(request)
        media = with_previews(selectors.playlist_media(playlist, request.user))
        body = representations.detail(_row(playlist))
        body["playlist_media"] = [media_representations.list_item(row, absolute) for row in media]
        return Response(body)

    def post(self, request: Request, friendly_token: str) -> Response:
        """Change title and description."""
        playlist = _manageable(request, friendly_token)
        form = PlaylistSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        playlist = services.playlist_update(playlist=playlist, **form.validated_data)
        return Response(representations.detail(_row(playlist)), status=HTTPStatus.CREATED)

    def put(self, request: Request, friendly_token: str) -> Response:
        """Add, remove or move a media."""
        playlist = _manageable(request, friendly_token)
        body = request.data if isinstance(request.data, Mapping) else {}
        change = body.get("type")
        if change not in ("add", "remove", "ordering"):
            raise BadRequest(INVALID_ACTION)
        media = media_by_token(clean_text(str(body.get("media_friendly_token", ""))))
        if media is None:
            raise BadRequest("media is not valid")
        match change:
            case "add":
                message = _add(request.user, playlist, media)
            case "remove":
                services.playlist_media_remove(playlist=playlist, media=[media])
                message = "media removed from Playlist"
            case _:
                ordering = _ordering(body.get("ordering"))
                services.playlist_media_move(playlist=playlist, media=media, ordering=ordering)
                message = "new ordering set"
        return Response({"detail": message}, status=HTTPStatus.CREATED)

    def delete(self, request: Request, friendly_token: str) -> Response:
        """Delete the playlist."""
        services.playlist_delete(playlist=_manageable(request, friendly_token))
        return Response(status=HTTPStatus.NO_CONTENT)


def _playlist(token: str) -> Playlist:
    playlist = selectors.playlist_by_token(token)
    if playlist is None:
        raise BadRequest("Playlist does not exist")
    return playlist


def _manageable(request: Request, token: str) -> Playlist:
    """The playlist of `token`, which the requester may change."""
    playlist = _playlist(token)
    if not selectors.can_manage(request.user, playlist):
        raise BadRequest("not enough permissions")
    return playlist


def _add(user: access.Requester, playlist: Playlist, media: Media) -> str:
    # Through a playlist everything about a media can be read, so nobody adds what they may not see.
    if not access.can_view(user, media):
        raise BadRequest("media is not valid")
    if not services.playlist_media_add(playlist=playlist, media=media):
        raise BadRequest("max number of media for a Playlist reached")
    return "media added to Playlist"


def _row(playlist: Playlist) -> dict[str, Any]:
    return selectors.playlist_rows(Playlist.objects.filter(pk=playlist.pk)).get()


def _ordering(value: Any) -> int:
    """A place in a playlist: an integer other than 0, a number to be truncated, or the text of an integer."""
    try:
        ordering = int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadRequest(INVALID_ACTION) from error
    if ordering == 0 or abs(ordering) > LARGEST_ORDERING:
        raise BadRequest(INVALID_ACTION)
    return ordering
