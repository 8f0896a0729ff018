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
    return any(access.can_view(user, media) for media in _media_of(segments))


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


def _media_of(segments: list[str]) -> list[Media]:
    """The media that the file belongs to, by the naming rules of spec/pipeline.md §3; maybe none."""
    match segments:
        case ["hls", folder, _, *_]:
            return _by_uid(_HLS_FOLDER.fullmatch(folder))
        case ["encoded", *_, name] | ["original", "user", _, name]:
            return _by_uid(_FILE_OF_MEDIA.fullmatch(name))
        case ["original", "subtitles", "user", _, _]:
            return _by_caption("/".join(segments))
        case ["original", "thumbnails", "user", _, name]:
            return _by_uid(_FILE_OF_MEDIA.fullmatch(name)) or _by_picture("/".join(segments))
        case _:
            return []


def _media() -> QuerySet[Media]:
    return Media.objects.only("pk", "state", "user_id")


def _by_uid(match: re.Match[str] | None) -> list[Media]:
    return list(_media().filter(uid=UUID(match[1]))) if match else []


def _by_caption(name: str) -> list[Media]:
    captions = Subtitle.objects.filter(subtitle_file=name)
    return list(_media().filter(pk__in=captions.values("media")))


def _by_picture(name: str) -> list[Media]:
    """Those that show a picture without a uid of its own: uploaded, or of a copy whose source is gone.

    It lies in the folder of whoever owned the media then, maybe somebody else.
    """
    named = Q()
    for column in _OWN_PICTURES:
        named |= Q(**{column: name})
    return list(_media().filter(named))
