"""The management API (spec/api-manage.md)."""

from http import HTTPStatus
from typing import cast

from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.comments import representations as comment_representations
from apps.comments import services as comment_services
from apps.comments.selectors import FIELDS as COMMENT_FIELDS
from apps.common.exceptions import BadRequest, Forbidden
from apps.common.pagination import paginate
from apps.common.rendering import absolute_urls
from apps.common.views import APIView, clean_text, query_text
from apps.manage import selectors, workers
from apps.manage.permissions import IsEditor
from apps.media import representations as media_representations
from apps.media import selectors as media_selectors
from apps.media import services as media_services
from apps.media.access import is_manager
from apps.users import representations as user_representations
from apps.users import selectors as user_selectors
from apps.users import services as user_services
from apps.users.models import User

MAX_ITEMS = 50
"""Media or comments that one request deletes; what stands behind them is left alone."""

MEDIA_PARAMETERS = (
    *("state", "encoding_status", "media_type", "featured", "is_reviewed", "category"),
    *("sort_by", "ordering"),
)


class EncodeProfileList(APIView):
    """The renditions that the portal knows."""

    def get(self, request: Request) -> Response:
        """All profiles, active or not."""
        return Response(list(selectors.encode_profile_rows()))


class TasksList(APIView):
    """What the workers do."""

    permission_classes = (IsAdminUser,)

    def get(self, request: Request) -> Response:
        """Running, waiting and scheduled tasks; asks the workers and takes about a second."""
        return Response(workers.overview())


class TaskDetail(APIView):
    """One task."""

    permission_classes = (IsAdminUser,)

    def delete(self, request: Request, task_id: str) -> Response:
        """Tell the workers not to begin a task; one that runs goes on."""
        workers.revoke(task_id)
        return Response(status=HTTPStatus.NO_CONTENT)


class MediaList(APIView):
    """Media of everybody."""

    permission_classes = (IsEditor,)

    def get(self, request: Request) -> Response:
        """Media in every state."""
        media = selectors.managed_media({name: query_text(request, name) for name in MEDIA_PARAMETERS})
        pages, rows = paginate(media_selectors.list_rows(media), request)
        absolute = absolute_urls(request)
        items = [
            media_representations.list_item(row, absolute) for row in media_selectors.with_previews(rows)
        ]
        return Response(pages.envelope(items))

    def delete(self, request: Request) -> Response:
        """Delete the media of ``tokens``."""
        if not is_manager(request.user):
            raise Forbidden
        for media in selectors.media_of_tokens(_listed(request, "tokens")[:MAX_ITEMS]):
            media_services.media_delete(media=media)
        return Response(status=HTTPStatus.NO_CONTENT)


class CommentList(APIView):
    """Comments of everybody."""

    permission_classes = (IsEditor,)

    def get(self, request: Request) -> Response:
        """Comments on all media."""
        parameters = {name: query_text(request, name) for name in ("sort_by", "ordering")}
        pages, rows = paginate(selectors.managed_comments(parameters).values(*COMMENT_FIELDS), request)
        return Response(pages.envelope([comment_representations.comment(row) for row in rows]))

    def delete(self, request: Request) -> Response:
        """Delete the comments of ``comment_ids`` with all replies to them."""
        uids = _listed(request, "comment_ids")[:MAX_ITEMS]
        comment_services.comments_remove(comments=selectors.comments_of_uids(uids))
        return Response(status=HTTPStatus.NO_CONTENT)


class UserList(APIView):
    """All users."""

    permission_classes = (IsEditor,)

    def get(self, request: Request) -> Response:
        """Users, whoever may see the members page."""
        names = ("role", "is_approved", "sort_by", "ordering")
        users = selectors.managed_users({name: query_text(request, name) for name in names})
        pages, rows = paginate(user_selectors.user_rows(users), request)
        absolute, show_email = absolute_urls(request), user_selectors.may_see_emails(request.user)
        items = [user_representations.list_item(row, absolute, show_email=show_email) for row in rows]
        return Response(pages.envelope(items))

    def delete(self, request: Request) -> Response:
        """Delete the users of ``tokens`` with all that is theirs."""
        if not is_manager(request.user):
            raise BadRequest("bad permissions")
        for user in selectors.deletable_users(_listed(request, "tokens"), cast(User, request.user)):
            user_services.user_delete(user=user)
        return Response(status=HTTPStatus.NO_CONTENT)


def _listed(request: Request, name: str) -> list[str]:
    """The items of a query parameter, separated by commas; empty ones are dropped."""
    return [item for item in clean_text(request.query_params.get(name, "")).split(",") if item]
