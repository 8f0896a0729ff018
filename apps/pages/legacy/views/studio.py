"""The editors of cuts and chapters (spec/pages.md §5.4, §5.5)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.encoding.selectors import present_finished
from apps.media import representations
from apps.media.models import EncodingStatus, Media, MediaType
from apps.pages.context import VERSION
from apps.pages.legacy.requests import editable_media
from apps.pages.legacy.shell import Shell, portal_title, respond, script_json
from apps.pages.legacy.tabs import tabs
from apps.studio.models import VideoTrimRequest


@dataclass(frozen=True, slots=True)
class Editor:
    """One of the editors: the name of its files, the element it fills, the title of its page."""

    name: str
    root: str
    title: str


VIDEO_EDITOR = Editor("video-editor", "video-editor-trim-root", "Edit video")
CHAPTERS_EDITOR = Editor("chapters-editor", "chapters-editor-root", "Edit video chapters")
UNFINISHED = "Media encoding hasn't finished yet. Attempting to show the original video file"


@login_required
def edit_video(request: HttpRequest) -> HttpResponse:
    """The editor of cuts."""
    media = editable_media(request)
    if media is None:
        return redirect("/")
    refusal = _refusal(media)
    if refusal:
        messages.info(request, refusal)
        return redirect(media)
    if media.encoding_status in (EncodingStatus.PENDING, EncodingStatus.RUNNING):
        messages.info(request, UNFINISHED)
    data = _media_data(media, _best_rendition(media) or str(media.media_file))
    return _editor(request, media, VIDEO_EDITOR, data)


@login_required
def edit_chapters(request: HttpRequest) -> HttpResponse:
    """The editor of chapters."""
    media = editable_media(request)
    if media is None:
        return redirect("/")
    stored = media.chapters.data if hasattr(media, "chapters") else None
    data = {
        **_media_data(media, str(media.media_file)),
        "chapters": representations.chapter_data(stored),
    }
    return _editor(request, media, CHAPTERS_EDITOR, data)


# -- parts ---------------------------------------------------------------------------------------------------


def _refusal(media: Media) -> str:
    """Why a media cannot be cut now; "" if it can."""
    if media.media_type not in (MediaType.VIDEO, MediaType.AUDIO):
        return "Media is not video or audio"
    if not settings.ALLOW_VIDEO_TRIMMER:
        return "Video Trimmer is not enabled"
    unfinished = (VideoTrimRequest.Status.INITIAL, VideoTrimRequest.Status.RUNNING)
    if media.trim_requests.filter(status__in=unfinished).exists():
        return "Video trim request is already running"
    return ""


def _best_rendition(media: Media) -> str | None:
    """The name of the MP4 file with most lines, of the file that is going to be cut."""
    renditions = present_finished(media).filter(profile__extension="mp4", profile__resolution__isnull=False)
    return renditions.order_by("-profile__resolution").values_list("media_file", flat=True).first()


def _media_data(media: Media, file: str) -> dict[str, Any]:
    """What either editor reads (spec/page-shell.md §7.4)."""
    return {
        "videoUrl": representations.file_url(file) or "",
        "posterUrl": representations.poster_url(vars(media)) or "",
        "mediaId": media.friendly_token,
        "redirectURL": representations.page_path(media.friendly_token),
        "redirectUserMediaURL": representations.profile_path(media.user.username),
    }


def _editor(request: HttpRequest, media: Media, editor: Editor, data: dict[str, Any]) -> HttpResponse:
    files = f"{editor.name.replace('-', '_')}/{editor.name}"
    shell = Shell(
        portal_title(editor.title),
        styles=(f"{files}.css?v={VERSION}",),
        editor=f"{files}.js?v={VERSION}",
        private=True,
    )
    context = {
        "root": editor.root,
        "media_data": script_json(data),
        "media": media,
        "tabs": tabs(request, media),
    }
    return respond(request, shell, "legacy/editor.html", context)
