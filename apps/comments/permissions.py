"""Who may comment."""

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.media import access
from apps.users.models import User


class CanCommentOrReadOnly(BasePermission):
    """Reading is open; writing and deleting comments needs the right to comment."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may go on."""
        return request.method in SAFE_METHODS or can_comment(request.user)


def can_comment(user: access.Requester) -> bool:
    """Whether `user` may comment, by ``CAN_COMMENT``; of portal editors only superusers are exempt.

    (spec/api-community.md §2.2)
    """
    if not isinstance(user, User):
        return False
    if user.is_superuser:
        return True
    match settings.CAN_COMMENT:
        case "all":
            return True
        case "email_verified":
            return access.has_verified_email(user)
        case "advancedUser":
            return user.advancedUser
        case _:
            return False
