"""API v1 of actions (spec/api-community.md §8, §9, spec/api-media-bulk.md §4)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from apps.actions import representations, selectors, services
from apps.actions.models import MediaAction
from apps.actions.throttling import AddressReports, VisitorReports
from apps.actions.visitor import actor_of
from apps.common.exceptions import BadRequest
from apps.common.pagination import paginate
from apps.common.rendering import absolute_urls
from apps.common.views import APIView, clean_text
from apps.encoding.queueing import enqueue
from apps.media import access
from apps.media import representations as media_representations
from apps.media.models import Media, MediaState
from apps.media.selectors import media_by_token, with_previews


class MediaActions(APIView):
    """What visitors do to a media."""

    def get(self, request: Request, friendly_token: str) -> Response:
        """The reports of a media, for its owner and for editors."""
        media = _media(request, friendly_token)
        if not access.can_manage(request.user, media):
            raise BadRequest("not allowed")
        return Response({"reported": [representations.report(row) for row in selectors.reports(media)]})

    def post(self, request: Request, friendly_token: str) -> Response:
        """Like, dislike, report, watch or rate. Whether it counts is found out later, and not told."""
        media = _media(request, friendly_token)
        body = _body(request)
        action = body.get("type")
        if not request.user.is_authenticated and action not in settings.ALLOW_ANONYMOUS_ACTIONS:
            raise BadRequest("action allowed on logged in users only")
        if not action:
            raise BadRequest("no action specified")
        if action == MediaAction.Action.REPORT:
            self._check_reports(request)
        extra_info = body.get("extra_info")
        if isinstance(extra_info, str):
            clean_text(extra_info).encode()
        enqueue(
            "save_user_action",
            actor_of(request),
            friendly_token=media.friendly_token,
            action=action,
            extra_info=extra_info,
        )
        return Response({"detail": "action received"}, status=HTTPStatus.CREATED)

    def _check_reports(self, request: Request) -> None:
        """Refuse a report if the visitor, or somebody at their address, has reported too much of late."""
        for throttle in (VisitorReports(), AddressReports()):
            if not throttle.allow_request(request, self):
                self.throttled(request, throttle.wait() or 0)

    def delete(self, request: Request, friendly_token: str) -> Response:
        """Forget the reports of a media, for superusers."""
        media = _media(request, friendly_token)
        if not getattr(request.user, "is_superuser", False):
            raise BadRequest("not allowed")
        if _body(request).get("type") != MediaAction.Action.REPORT:
            raise BadRequest("no action specified")
        services.reports_reset(media=media)
        return Response({"detail": "reset reported times counter"}, status=HTTPStatus.CREATED)


class UserActions(APIView):
    """The requester's own history."""

    def get(self, request: Request, action: str) -> Response:
        """Media that the requester, or their anonymous session, acted on; the latest first."""
        media = selectors.acted_on(request.user, request.session.session_key, action)
        pages, rows = paginate(media, request)
        absolute = absolute_urls(request)
        return Response(
            pages.envelope([media_representations.list_item(row, absolute) for row in with_previews(rows)])
        )


def _media(request: Request, token: str) -> Media:
    """The media of `token`, on which the requester may act: a private one only its owner may."""
    media = media_by_token(token)
    if media is None:
        raise BadRequest("media file does not exist")
    if media.state == MediaState.PRIVATE and media.user_id != request.user.pk:
        raise BadRequest("media is private")
    return media


def _body(request: Request) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], request.data)
