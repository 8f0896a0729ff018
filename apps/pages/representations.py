"""What the HTML pages show: plain dictionaries and their field names in one visible place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from apps.encoding.models import DerivedFile
from apps.media import representations as media_representations
from apps.media.models import EncodingStatus, MediaState, MediaType
from apps.media.selectors import MediaDetail
from apps.users.models import User

PREFERRED_LINES = 720
"""The browser is first offered the best rendition up to this height: enough for most screens and networks."""

STATUS_TEXTS = {
    EncodingStatus.PENDING: _(
        "This video waits for encoding. The original file is played as far as your browser can."
    ),
    EncodingStatus.RUNNING: _(
        "This video is being encoded. The original file is played as far as your browser can."
    ),
    EncodingStatus.FAIL: _(
        "This video could not be encoded. The file may be damaged or of a kind that is not supported."
    ),
    EncodingStatus.SUCCESS: _("Ready to play. More qualities are on their way."),
}
RENDITION_TEXTS = {
    EncodingStatus.PENDING: _("waiting"),
    EncodingStatus.SUCCESS: _("done"),
    EncodingStatus.FAIL: _("failed"),
}
ENDED = (EncodingStatus.SUCCESS, EncodingStatus.FAIL)
STATE_BADGES = {MediaState.PRIVATE: _("Private"), MediaState.UNLISTED: _("Unlisted")}
STATUS_BADGES = {
    EncodingStatus.PENDING: _("Waiting"),
    EncodingStatus.RUNNING: _("Encoding"),
    EncodingStatus.FAIL: _("Failed"),
}
KINDS = {MediaType.AUDIO: _("Audio"), MediaType.IMAGE: _("Picture"), MediaType.PDF: _("PDF")}


def card(row: Mapping[str, Any]) -> dict[str, Any]:
    """A media in a list.

    Args:
        row: the columns of ``apps.media.selectors.LIST_FIELDS``, or those of a search result, in which state
            and encoding status are missing.
    """
    return {
        "url": media_representations.page_path(row["friendly_token"]),
        "title": row["title"],
        "thumbnail_url": media_representations.thumbnail_url(row),
        "media_type": row["media_type"],
        "kind": KINDS.get(row["media_type"], ""),
        "duration": clock(row["duration"]),
        "views": row["views"],
        "add_date": row["add_date"],
        "author": row["user__name"] or row["user__username"],
        "author_url": media_representations.profile_path(row["user__username"]),
        "badges": list(_badges(row.get("state"), row.get("encoding_status"))),
    }


def profile(user: User) -> dict[str, Any]:
    """The head of a profile page."""
    return {
        "username": user.username,
        "name": user.name,
        "description": user.description,
        "logo_url": media_representations.file_url(user.logo.name),
    }


def comment(row: Mapping[str, Any]) -> dict[str, Any]:
    """A comment on a media.

    Args:
        row: the columns of ``apps.comments.selectors.FIELDS``.
    """
    return {
        "text": row["text"],
        "add_date": row["add_date"],
        "author": row["user__name"] or row["user__username"],
        "author_url": media_representations.profile_path(row["user__username"]),
        "author_picture": media_representations.file_url(row["user__logo"]),
        "is_reply": row["parent_id"] is not None,
    }


def media_page(found: MediaDetail, derived: Mapping[str, str]) -> dict[str, Any]:
    """Everything that the page of a media shows, for a visitor who may see it.

    Args:
        derived: addresses of what was made from the original, by ``DerivedFile.Kind``.
    """
    media, columns = found.media, vars(found.media)
    encodings = media_representations.encodings_info(found)
    original = media_representations.original_url(media.media_file.name)
    whole = _whole_picture(original, derived)
    poster = media_representations.poster_url(columns)
    return {
        "kind": media.media_type,
        "title": media.title,
        "description": media.description,
        "state": media.state,
        "path": media_representations.page_path(media.friendly_token),
        "api_url": media_representations.api_path(media.friendly_token),
        "views": media.views,
        "add_date": media.add_date,
        "badges": list(_badges(media.state, None)),
        "author": media.user.name or media.user.username,
        "author_url": media_representations.profile_path(media.user.username),
        "author_picture": media_representations.file_url(media.user.logo.name),
        "categories": [category["title"] for category in found.categories],
        "tags": found.tags,
        "poster_url": poster,
        "image_url": whole or poster,
        "waveform_url": derived.get(DerivedFile.Kind.WAVEFORM),
        "peaks_url": derived.get(DerivedFile.Kind.PEAKS),
        "picture": whole if media.media_type == MediaType.IMAGE else poster,
        "original_url": original,
        "download_url": original if media.allow_download else None,
        "encoding_status": media.encoding_status,
        "status_text": STATUS_TEXTS.get(EncodingStatus(media.encoding_status), ""),
        "is_ready": _is_ready(media.encoding_status, encodings),
        "hls_url": found.hls.get("master_file", ""),
        "sources": sources(encodings),
        "renditions": [_rendition(*one) for one in _renditions(encodings)],
        "tracks": [media_representations.subtitle_info(row) for row in found.subtitles],
    }


def _whole_picture(original: str | None, derived: Mapping[str, str]) -> str | None:
    """A picture as browsers can show it, None if the portal does not show originals."""
    return original and derived.get(DerivedFile.Kind.DISPLAY, original)


def sources(encodings: Mapping[str, Any]) -> list[dict[str, str]]:
    """The files that a video element may choose from, the one to prefer first.

    Args:
        encodings: ``encodings_info`` of the API (spec/api-media.md §8.2).
    """
    playable = [
        (resolution, one["url"])
        for resolution, _, one in _files(encodings)
        if one["status"] == EncodingStatus.SUCCESS and one["url"]
    ]
    playable.sort(key=lambda found: (found[0] > PREFERRED_LINES, -found[0]))
    return [{"url": url, "type": _video_type(url)} for _, url in playable]


def clock(seconds: int) -> str:
    """A duration as people write it; empty for none.

    >>> clock(65), clock(3723), clock(0)
    ('1:05', '1:02:03', '')
    """
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}" if seconds else ""


def _badges(state: str | None, encoding_status: str | None) -> Iterator[StrOrPromise]:
    for value, texts in ((state, STATE_BADGES), (encoding_status, STATUS_BADGES)):
        if value in texts:
            yield texts[value]  # type: ignore[index]  # members of TextChoices are equal to their values


def _files(encodings: Mapping[str, Any]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Lines, codec and facts of each file; the original has 0 lines."""
    for key, codecs in encodings.items():
        for codec, one in codecs.items():
            yield int(key.removesuffix("-original")), codec, one


def _renditions(encodings: Mapping[str, Any]) -> list[tuple[int, str, Mapping[str, Any]]]:
    return [one for one in _files(encodings) if one[0]]


def _rendition(lines: int, codec: str, one: Mapping[str, Any]) -> dict[str, Any]:
    done = one["status"] == EncodingStatus.SUCCESS
    return {
        "label": f"{lines}p {codec}",
        "progress": 100 if done else one["progress"],
        "text": RENDITION_TEXTS.get(one["status"], f"{one['progress']} %"),
    }


def _is_ready(status: str, encodings: Mapping[str, Any]) -> bool:
    """Whether there is nothing more to wait for."""
    under_way: Iterable[str] = (one["status"] for _, _, one in _renditions(encodings))
    return status == EncodingStatus.SUCCESS and all(one in ENDED for one in under_way)


def _video_type(url: str) -> str:
    return "video/webm" if url.endswith(".webm") else "video/mp4"
