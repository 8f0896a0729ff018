"""Who may use the management API (spec/api-manage.md §1)."""

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.media.access import is_editor


class IsEditor(IsAuthenticated):
    """Portal editors, managers and superusers."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may go on."""
        return is_editor(request.user)
