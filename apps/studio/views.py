"""What the video editors call: chapters and trimming (spec/api-media-bulk.md §7, §8).

Plain views: only the session counts, and their JSON is Django's.
"""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from apps.media import access
from apps.media.models import Media
from apps.media.representations import chapter_data
from apps.media.selectors import media_by_token
from apps.studio import services
from apps.studio.requests import json_object, may_change

CHAPTERS_MAX = 200


@csrf_exempt
@login_required
def video_chapters(request: HttpRequest, friendly_token: str) -> HttpResponseBase:
    """Replace the chapters of a media."""
    media = _editable_media(request, friendly_token)
    if media is None:
        return redirect("/")
    if not may_change(request):
        return _cross_site()
    body = json_object(request)
    if not body:
        return _refused("Request data must be a list of video chapters with startTime, endTime, chapterTitle")
    chapters = body.get("chapters")
    if chapters is None:
        return _refused('Request must contain "chapters" array')
    if not isinstance(chapters, list):
        return _refused('"chapters" must be an array')
    if len(chapters) > CHAPTERS_MAX:
        return _refused(f"Too many chapters (max {CHAPTERS_MAX})")
    stored = services.chapters_set(media=media, chapters=chapters)
    return JsonResponse({"chapters": chapter_data(stored)})


@csrf_exempt
@login_required
def trim_video(request: HttpRequest, friendly_token: str) -> HttpResponseBase:
    """Ask for a media to be cut."""
    if not settings.ALLOW_VIDEO_TRIMMER:
        return _refused("Video trimming is not allowed")
    media = _editable_media(request, friendly_token)
    if media is None:
        return redirect("/")
    if not may_change(request):
        return _cross_site()
    body = json_object(request)
    body = {"segments": None} if body is None else body
    try:
        trim_request = services.trim_request_create(
            media=media,
            segments=body.get("segments", {}),
            save_as_copy=bool(body.get("saveAsCopy")),
            save_individual_segments=bool(body.get("saveIndividualSegments")),
        )
    except services.TrimInProgressError:
        return _refused("A trim request is already in progress for this video")
    except (ValidationError, DataError):
        return _refused("Incorrect request data")
    return JsonResponse({"success": True, "request_id": trim_request.pk})


def _editable_media(request: HttpRequest, token: str) -> Media | None:
    """The media of `token`, if this is a POST and the user may edit it."""
    if request.method != "POST":
        return None
    media = media_by_token(token)
    return media if media and access.can_edit(request.user, media) else None


def _refused(error: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    return JsonResponse({"success": False, "error": error}, status=status)


def _cross_site() -> HttpResponse:
    return _refused("Cross-site request refused", HTTPStatus.FORBIDDEN)
