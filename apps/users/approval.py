"""Approval of users, where the portal asks for it (spec/access.md §6)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from apps.users.models import User

NOT_APPROVED = "User account not approved."
"""What clients of the API are told."""


def awaits_approval(user: User | AnonymousUser) -> bool:
    """Whether the portal asks for approval and this user has none yet. Superusers need none."""
    if not settings.USERS_NEEDS_TO_BE_APPROVED or not user.is_authenticated or user.is_superuser:
        return False
    return not user.is_approved
