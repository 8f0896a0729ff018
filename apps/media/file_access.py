"""Who may fetch a file below ``/media/``: what nginx asks before it serves one (spec/access.md §7).

The path decides, and nothing else: it is decoded and normalised exactly as nginx does before it opens the
file, and the uid is taken only from the place where the naming rules put it. Decisions are not remembered: a
media that is made private is private at once.
"""

import re
from urllib.parse import unquote_to_bytes, urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from apps.captions.models import Subtitle
from apps.media import access
from apps.media.models import Media

_FILE_OF_MEDIA = re.compile(r"([0-9a-f]{32})(?:[._].*)?", re.DOTALL)
_HLS_FOLDER = re.compile(r"([0-9a-f]{32})[0-9a-zA-Z]*")
_OWN_PICTURES = ("uploaded_thumbnail", "uploaded_poster", "thumbnail", "poster", "sprites")


def may_fetch(original_uri: str, user: access.Requester) -> bool:
    """Whether `user` may fetch the file that a request line names.

    Args:
        original_uri: the request target as the client sent it, still encoded, with its query.
        user: the session's user; only looked at if the media is private.
    """
    segments = _segments(original_uri)
    if segments is None:
        return False
    if segments[:2] == ["original", "categories"]:
        return len(segments) == 3
    media = _media_of(segments)
    return media is not None and access.can_view(user, media)


def _segments(original_uri: str) -> list[str] | None:
    """The path below ``MEDIA_URL``, split; None if it is not below, or climbs.

    nginx ends the path at the first ``?`` or ``#`` of the undecoded text, decodes once, and drops empty
    segments and dots.
    """
    path = re.split("[?#]", original_uri, maxsplit=1)[0]
    decoded = unquote_to_bytes(path.encode("latin-1", "replace")).decode("utf-8", "replace")
    prefix = [part for part in urlsplit(settings.MEDIA_URL).path.split("/") if part]
    segments = [part for part in decoded.split("/") if part not in ("", ".")]
    if ".." in segments or "\x00" in decoded or segments[: len(prefix)] != prefix:
        return None
    return segments[len(prefix) :]


def _media_of(segments: list[str]) -> Media | None:
    """The media that the file belongs to, by the naming rules of spec/pipeline.md §3."""
    match segments:
        case ["hls", folder, _, *_]:
            return _by_uid(_HLS_FOLDER.fullmatch(folder))
        case ["encoded", *_, name] | ["original", "user", _, name]:
            return _by_uid(_FILE_OF_MEDIA.fullmatch(name))
        case ["original", "subtitles", "user", _, _]:
            return _by_caption("/".join(segments))
        case ["original", "thumbnails", "user", username, name]:
            return _by_uid(_FILE_OF_MEDIA.fullmatch(name)) or _by_picture(username, "/".join(segments))
        case _:
            return None


def _media() -> QuerySet[Media]:
    return Media.objects.only("pk", "state", "user_id")


def _by_uid(match: re.Match[str] | None) -> Media | None:
    return _media().filter(uid=UUID(match[1])).first() if match else None


def _by_caption(name: str) -> Media | None:
    captions = Subtitle.objects.filter(subtitle_file=name)
    return _media().filter(pk__in=captions.values("media")).first()


def _by_picture(username: str, name: str) -> Media | None:
    """A picture without a uid of its own: uploaded by the owner, or made for a copy whose source is gone."""
    named = Q()
    for column in _OWN_PICTURES:
        named |= Q(**{column: name})
    return _media().filter(named, user__username=username).first()
