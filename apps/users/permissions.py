"""What the API asks of every request, unless a view says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class PassesLoginWall(BasePermission):
    """Behind GLOBAL_LOGIN_REQUIRED the API, too, is for users who are logged in (spec/access.md §5)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may go on."""
        return not settings.GLOBAL_LOGIN_REQUIRED or bool(request.user and request.user.is_authenticated)
