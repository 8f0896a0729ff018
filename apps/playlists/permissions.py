"""Who may add content through API v1."""

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.media.access import can_upload


class CanAddOrReadOnly(BasePermission):
    """Reading is open; everything else needs the right to upload (spec/api-community.md §2.1)."""

    message = "You don't have permission to upload media, or have reached max number of media uploads."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may go on; the anonymous are told that credentials are missing."""
        return request.method in SAFE_METHODS or can_upload(request.user)
