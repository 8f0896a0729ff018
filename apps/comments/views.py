"""API v1 of comments (spec/api-community.md §6)."""

from http import HTTPStatus
from typing import cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from apps.comments import representations, selectors, services
from apps.comments.models import Comment
from apps.comments.permissions import CanCommentOrReadOnly
from apps.comments.serializers import CommentSerializer
from apps.common.exceptions import BadRequest
from apps.common.pagination import paginate
from apps.common.parsers import FORM_PARSERS, JSONParser
from apps.common.views import APIView, query_text
from apps.media import access
from apps.media.models import Media
from apps.media.selectors import media_by_token
from apps.playlists.permissions import CanAddOrReadOnly
from apps.users.models import User

PARSERS = (JSONParser, *FORM_PARSERS)


class CommentList(APIView):
    """Comments on public media."""

    parser_classes = PARSERS
    permission_classes = (CanAddOrReadOnly,)

    def get(self, request: Request) -> Response:
        """The newest ones, of everybody or of ``author``."""
        author = None
        if "author" in request.query_params:
            author = get_object_or_404(User, username=query_text(request, "author"))
        return _page(selectors.public_comments(author), request)


class CommentDetail(APIView):
    """The comments on a media, and one of them to delete."""

    parser_classes = PARSERS
    permission_classes = (CanCommentOrReadOnly,)

    def get(self, request: Request, friendly_token: str, uid: str | None = None) -> Response:
        """The newest comments, replies among them."""
        _refuse_uid(request, uid)
        return _page(selectors.media_comments(_viewable_media(request, friendly_token)), request)

    def post(self, request: Request, friendly_token: str, uid: str | None = None) -> Response:
        """Write a comment."""
        _refuse_uid(request, uid)
        media = _viewable_media(request, friendly_token)
        if not media.enable_comments:
            raise BadRequest("comments not allowed here")
        form = CommentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        comment = services.comment_create(user=cast(User, request.user), media=media, **form.validated_data)
        row = selectors.comment_rows(Comment.objects.filter(pk=comment.pk)).get()
        return Response(representations.comment(row), status=HTTPStatus.CREATED)

    def delete(self, request: Request, friendly_token: str, uid: str | None = None) -> Response:
        """Delete a comment with its replies. Without a uid nothing happens; the media's token is ignored."""
        if uid:
            comment = selectors.comment_by_uid(uid)
            if comment is None:
                raise BadRequest("comment does not exist")
            if not selectors.can_delete(request.user, comment):
                raise BadRequest("bad permissions")
            services.comment_delete(comment=comment)
        return Response(status=HTTPStatus.NO_CONTENT)


def _refuse_uid(request: Request, uid: str | None) -> None:
    """One comment can only be deleted."""
    if uid is not None:
        raise MethodNotAllowed(str(request.method))


def _viewable_media(request: Request, token: str) -> Media:
    media = media_by_token(token)
    if media is None:
        raise BadRequest("media file does not exist")
    if not access.can_view(request.user, media):
        raise BadRequest("media is private")
    return media


def _page(comments: QuerySet[Comment], request: Request) -> Response:
    pages, rows = paginate(selectors.comment_rows(comments), request)
    return Response(pages.envelope([representations.comment(row) for row in rows]))
