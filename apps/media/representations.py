"""How media look on the wire: one builder a body, its fields in the order that clients get them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from apps.common.datetimes import iso
from apps.common.storage import media_url_for
from apps.encoding.models import EncodeProfile
from apps.media.models import EncodingStatus, MediaType
from apps.media.selectors import MediaDetail, Row

Absolute = Callable[[str], str]
"""Makes a path of the site absolute (``apps.common.rendering.absolute_urls``)."""

AUDIO_POSTER = "userlogos/poster_audio.jpg"
RESOLUTIONS = sorted(EncodeProfile.Resolution.values, reverse=True)


def list_item(row: Mapping[str, Any], absolute: Absolute) -> dict[str, Any]:
    """An entry of a listing (spec/api-media.md §4.6).

    Args:
        row: the columns of ``selectors.LIST_FIELDS``, completed by ``selectors.with_previews``.
        absolute: makes the addresses absolute; ``preview_url`` stays relative.
    """
    token, thumbnail = row["friendly_token"], thumbnail_url(row)
    return {
        "friendly_token": token,
        "url": absolute(page_path(token)),
        "api_url": absolute(api_path(token)),
        "user": row["user__username"],
        "title": row["title"],
        "description": row["description"],
        "add_date": iso(row["add_date"]),
        "views": row["views"],
        "media_type": row["media_type"],
        "state": row["state"],
        "duration": row["duration"],
        "thumbnail_url": absolute(thumbnail) if thumbnail else None,
        "is_reviewed": row["is_reviewed"],
        "preview_url": file_url(row["preview_file_path"]),
        "author_name": row["user__name"],
        "author_profile": absolute(profile_path(row["user__username"])),
        "author_thumbnail": absolute(media_url_for(row["user__logo"])) if row["user__logo"] else None,
        "encoding_status": row["encoding_status"],
        "likes": row["likes"],
        "dislikes": row["dislikes"],
        "reported_times": row["reported_times"],
        "featured": row["featured"],
        "user_featured": row["user_featured"],
        "size": row["size"],
    }


def search_item(row: Mapping[str, Any], categories: list[Row], absolute: Absolute) -> dict[str, Any]:
    """A search result (spec/api-media.md §10.1).

    Args:
        row: the columns of ``selectors.searching.SEARCH_FIELDS``, completed by ``selectors.with_previews``.
        categories: those that the requester may know of.
        absolute: makes ``url`` and ``api_url`` absolute; the other addresses stay relative.
    """
    token = row["friendly_token"]
    return {
        "title": row["title"],
        "author_name": row["user__name"],
        "author_profile": profile_path(row["user__username"]),
        "thumbnail_url": thumbnail_url(row),
        "add_date": iso(row["add_date"]),
        "views": row["views"],
        "description": row["description"],
        "friendly_token": token,
        "duration": row["duration"],
        "url": absolute(page_path(token)),
        "api_url": absolute(api_path(token)),
        "media_type": row["media_type"],
        "preview_url": file_url(row["preview_file_path"]),
        "categories_info": categories_info(categories),
    }


def detail(found: MediaDetail, absolute: Absolute) -> dict[str, Any]:
    """The body of one media (spec/api-media.md §6.2); ``url`` and related media have absolute addresses."""
    media, token = found.media, found.media.friendly_token
    columns = vars(media)
    return {
        "url": absolute(page_path(token)),
        "user": media.user.username,
        "title": media.title,
        "description": media.description,
        "add_date": iso(media.add_date),
        "edit_date": iso(media.edit_date),
        "media_type": media.media_type,
        "state": media.state,
        "is_shared": found.is_shared,
        "duration": media.duration,
        "thumbnail_url": thumbnail_url(columns),
        "poster_url": poster_url(columns),
        "thumbnail_time": media.thumbnail_time,
        "sprites_url": file_url(media.sprites.name),
        "preview_url": file_url(found.preview),
        "author_name": media.user.name,
        "author_profile": profile_path(media.user.username),
        "author_thumbnail": file_url(media.user.logo.name),
        "encodings_info": encodings_info(found),
        "encoding_status": media.encoding_status,
        "views": media.views,
        "likes": media.likes,
        "dislikes": media.dislikes,
        "reported_times": media.reported_times,
        "user_featured": media.user_featured,
        "original_media_url": original_url(media.media_file.name),
        "size": media.size,
        "video_height": media.video_height,
        "enable_comments": media.enable_comments,
        "categories_info": categories_info(found.categories),
        "is_reviewed": media.is_reviewed,
        "edit_url": f"/edit?m={token}",
        "tags_info": [{"title": title, "url": f"/search?t={title}"} for title in found.tags],
        "hls_info": found.hls,
        "license": media.license_id,
        "subtitles_info": [subtitle_info(row) for row in found.subtitles],
        "chapter_data": chapter_data(found.chapters),
        "ratings_info": [rating_info(row) for row in found.ratings],
        "add_subtitle_url": f"/add_subtitle?m={token}",
        "allow_download": media.allow_download,
        "slideshow_items": [slide(row) for row in found.slideshow],
        "related_media": [list_item(row, absolute) for row in found.related],
    }


# -- parts ---------------------------------------------------------------------------------------------------


def encodings_info(found: MediaDetail) -> dict[str, Any]:
    """Renditions by resolution and codec; the original while there are none yet (spec/api-media.md §8.2)."""
    media = found.media
    if media.media_type != MediaType.VIDEO:
        return {}
    info: dict[str, Any] = {str(resolution): {} for resolution in RESOLUTIONS}
    waiting = media.encoding_status in (EncodingStatus.PENDING, EncodingStatus.RUNNING)
    if settings.DO_NOT_TRANSCODE_VIDEO or waiting:
        original = {"url": file_url(media.media_file.name), "status": "success", "progress": 100}
        return {**info, "0-original": {"h264": original}}
    for row in found.encodings:
        codec = row["profile__codec"]
        info.setdefault(str(row["profile__resolution"]), {})["null" if codec is None else codec] = {
            "title": row["profile__name"],
            "url": file_url(row["media_file"]),
            "progress": row["progress"],
            "size": row["size"],
            "encoding_id": row["id"],
            "status": row["status"],
        }
    return info


def categories_info(categories: list[Row]) -> list[dict[str, Any]]:
    """Categories with the address of their search page, not percent-encoded."""
    return [
        {
            "title": category["title"],
            "url": f"/search?c={category['title']}",
            "is_lms_course": category["is_lms_course"],
        }
        for category in categories
    ]


def subtitle_info(row: Row) -> dict[str, Any]:
    """A caption track."""
    return {
        "src": file_url(row["subtitle_file"]),
        "srclang": row["language__code"],
        "label": row["language__title"],
    }


def chapter_data(chapters: Any) -> list[dict[str, Any]]:
    """The usable chapters of a stored list, reduced to the three keys that players need."""
    if not isinstance(chapters, list):
        return []
    keys = ("startTime", "endTime", "chapterTitle")
    return [{key: chapter[key] for key in keys} for chapter in chapters if _is_chapter(chapter)]


def _is_chapter(chapter: Any) -> bool:
    return (
        isinstance(chapter, dict)
        and isinstance(chapter.get("startTime"), int | float | str)
        and isinstance(chapter.get("endTime"), int | float | str)
        and bool(chapter.get("chapterTitle"))
    )


def rating_info(row: Row) -> dict[str, Any]:
    """A rating category with the requester's score."""
    return {"score": row["score"], "category_id": row["id"], "category_title": row["title"]}


def slide(row: Row) -> dict[str, Any]:
    """An image of a slide show."""
    return {
        "poster_url": poster_url(row),
        "url": page_path(row["friendly_token"]),
        "thumbnail_url": thumbnail_url(row),
        "title": row["title"],
        "original_media_url": original_url(row["media_file"]),
    }


# -- addresses, relative and not percent-encoded -------------------------------------------------------------


def page_path(token: str) -> str:
    """The page of a media."""
    return f"/view?m={token}"


def api_path(token: str) -> str:
    """The API address of a media."""
    return f"/api/v1/media/{token}"


def profile_path(username: str) -> str:
    """The profile page of a user."""
    return f"/user/{username}/"


def file_url(name: str | None) -> str | None:
    """The address of a stored file, None without one."""
    return media_url_for(name) if name else None


def original_url(name: str | None) -> str | None:
    """The address of an original, None if the portal does not show originals."""
    return file_url(name) if settings.SHOW_ORIGINAL_MEDIA else None


def thumbnail_url(row: Mapping[str, Any]) -> str | None:
    """The owner's thumbnail, else the generated one, else that of audio, else None.

    Args:
        row: ``uploaded_thumbnail``, ``thumbnail``, ``media_type``.
    """
    return _picture_url(row["uploaded_thumbnail"] or row["thumbnail"], row["media_type"])


def poster_url(row: Mapping[str, Any]) -> str | None:
    """The owner's poster, else the generated one, else that of audio, else None.

    Args:
        row: ``uploaded_poster``, ``poster``, ``media_type``.
    """
    return _picture_url(row["uploaded_poster"] or row["poster"], row["media_type"])


def _picture_url(name: Any, media_type: str) -> str | None:
    if name:
        return media_url_for(str(name))
    return media_url_for(AUDIO_POSTER) if media_type == MediaType.AUDIO else None
