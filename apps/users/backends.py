"""Authentication backends. Stored sessions name them by their legacy paths (``config/legacy_imports.py``)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from apps.users.approval import awaits_approval
from apps.users.models import User


class ApprovalBackend(ModelBackend):
    """Logs in with user name and password, but nobody who waits for approval (spec/access.md §6).

    A session that names this backend stays recognised after an approval is taken back:
    `apps.users.middleware.ApprovalMiddleware` then says why its user gets no further.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the user whose name and password these are, unless they wait."""
        user = super().authenticate(request, username=username, password=password, **kwargs)
        return user if isinstance(user, User) and not awaits_approval(user) else None
