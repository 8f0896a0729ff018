"""The base of every view of API v1 (spec/api-media.md §3)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from rest_framework import views
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.exceptions import BadRequest, exception_handler
from apps.common.openapi.schema import TableSchema
from apps.common.parsers import JSON_PARSERS
from apps.common.rendering import BrowsableAPIRenderer, JSONRenderer


class APIView(views.APIView):
    """A view of API v1.

    Checks run in this order: content negotiation (406, 404), authentication (403), the login wall and the
    view's permissions (403), the method (405), then the handler, which parses the body when it first needs
    it. ``Allow`` and ``Vary`` are on every answer.
    """

    renderer_classes = (JSONRenderer, BrowsableAPIRenderer)
    parser_classes: Sequence[type[BaseParser]] = JSON_PARSERS
    throttle_classes = ()
    schema = TableSchema()

    behind_login_wall = True
    """False for the few views that a portal with ``GLOBAL_LOGIN_REQUIRED`` leaves open: the API login."""

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """API v1's error bodies, whatever the project configures for other APIs."""
        return exception_handler

    def check_permissions(self, request: Request) -> None:
        """Refuse anonymous requests to a portal behind the login wall, then ask the view's permissions."""
        if self.behind_login_wall and settings.GLOBAL_LOGIN_REQUIRED and not request.user.is_authenticated:
            raise NotAuthenticated
        super().check_permissions(request)


def require_login(request: Request) -> None:
    """Refuse anonymous requests from within a handler.

    Raises:
        NotAuthenticated: answered as 403 ``Authentication credentials were not provided.``
    """
    if isinstance(request.user, AnonymousUser) or not request.user.is_authenticated:
        raise NotAuthenticated


def query_text(request: Request, name: str) -> str:
    """A query parameter as trimmed text: the last one if repeated, empty if absent.

    Raises:
        BadRequest: it contains a NUL character, which no column can hold.
    """
    return clean_text(request.query_params.get(name, "").strip())


def clean_text(value: str) -> str:
    """`value` itself, if a column can hold it.

    Raises:
        BadRequest: it contains a NUL character.
    """
    if "\x00" in value:
        raise BadRequest("Null characters are not allowed.")
    return value
