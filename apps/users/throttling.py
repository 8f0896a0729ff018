"""Limits of the users API, counted in the cache (spec/pain-points.md S13)."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from apps.users.approval import awaits_approval
from apps.users.models import User


def authenticate(request: Request, *, identifier: str, password: str) -> User | None:
    """The user with these credentials, or None if they are wrong or the user may not log in.

    Failures count together with those of the login page, by account and by address; ``ACCOUNT_RATE_LIMITS``
    says how many there may be (``login_failed``).

    Args:
        request: where the address comes from.
        identifier: user name or e-mail address.
        password: as typed.

    Raises:
        Throttled: 429, there were too many failures.
    """
    try:
        user = get_adapter(request).authenticate(request, username=identifier, password=password)
    except ValidationError as error:
        raise Throttled(detail=error.messages[0]) from error
    if not isinstance(user, User) or not user.is_active or awaits_approval(user):
        return None
    return user


class ContactThrottle(UserRateThrottle):
    """Messages that one user may send to others; the anonymous are told to log in instead."""

    scope = "contact"
    rate = "20/hour"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the key of the counter, None for whoever is not counted."""
        return super().get_cache_key(request, view) if request.user.is_authenticated else None
