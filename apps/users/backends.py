"""Authentication backends. Stored sessions name them by their legacy paths (``config/legacy_imports.py``)."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser

from apps.users.approval import awaits_approval
from apps.users.models import User


class ApprovalBackend(ModelBackend):
    """Logs in with user name and password, but nobody who waits for approval (spec/access.md §6).

    A session that names this backend stays recognised after an approval is taken back:
    `apps.users.middleware.ApprovalMiddleware` then says why its user gets no further.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Refuse inactive users, and new logins of those who wait."""
        return super().user_can_authenticate(user)

    def authenticate(self, request, username=None, password=None, **kwargs):
        user = super().authenticate(request, username=username, password=password, **kwargs)
        return None if isinstance(user, User) and awaits_approval(user) else user
