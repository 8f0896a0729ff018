"""API v1 of bulk actions and of sharing into courses (spec/api-media-bulk.md §1, §6)."""

from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.exceptions import BadRequest
from apps.common.origin import comes_from_site, has_csrf_token
from apps.common.views import APIView
from apps.lti.selectors import platform_addresses
from apps.media.bulk import selectors
from apps.media.bulk.courses import media_share
from apps.media.bulk.handlers import HANDLERS, course_cleanup
from apps.media.bulk.inputs import Inputs
from apps.media.selectors import media_by_token
from apps.users.models import User


class MediaBulkUserActions(APIView):
    """Many media of one's own at once."""

    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        """Do ``action`` with the requester's own media among ``media_ids``; the same for editors."""
        user, inputs = cast(User, request.user), Inputs(cast(dict[str, Any], request.data))
        action = inputs.value("action")
        if not action:
            raise BadRequest("action is required")
        if action == "course_cleanup":
            return Response(course_cleanup(user, inputs))
        tokens = inputs.texts("media_ids")
        if not tokens:
            raise BadRequest("media_ids is required")
        media = selectors.selection(user, tokens)
        if not media:
            raise BadRequest("No matching media found")
        handler = HANDLERS.get(action) if isinstance(action, str) else None
        if handler is None:
            raise BadRequest(f"Unknown action: {action}")
        return Response(handler(user, media, inputs))


@csrf_exempt
@require_POST
def share(request: HttpRequest, friendly_token: str) -> HttpResponse:
    """The owner embeds a media into a course. Only the session counts; all answers are empty.

    The editor of a learning platform sends this from its own pages, without a CSRF token.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    media = media_by_token(friendly_token)
    if media is None:
        raise Http404
    if media.user_id != request.user.pk or not _sent_by_known_site(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    media_share(media=media, course_id=request.POST.get("courseid", ""))
    return HttpResponse()


def _sent_by_known_site(request: HttpRequest) -> bool:
    """Whether the request comes from this site or from a registered learning platform."""
    if comes_from_site(request) or has_csrf_token(request):
        return True
    origin = request.headers.get("Origin")
    return any(origin == _origin(address) for address in platform_addresses())


def _origin(url: str) -> str:
    scheme, host, *_ = urlsplit(url)
    return f"{scheme}://{host}"
