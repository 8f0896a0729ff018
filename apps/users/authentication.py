"""How clients of the API say who they are (spec/access.md §13, spec/api-media.md §3.1)."""

from __future__ import annotations

from typing import Any

from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from apps.users.approval import NOT_APPROVED, awaits_approval
from apps.users.guessing import Guesses


class _Approved(authentication.BaseAuthentication):
    """Refuses users who wait for approval, however they were recognised."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return user and credentials, or None if the request carries none of this kind.

        Raises:
            AuthenticationFailed: the credentials are wrong.
            PermissionDenied: the user waits for approval.
        """
        recognised = super().authenticate(request)
        if recognised and awaits_approval(recognised[0]):
            raise PermissionDenied(NOT_APPROVED)
        return recognised


class SessionAuthentication(_Approved, authentication.SessionAuthentication):
    """The session of the pages; writing requests need the CSRF token."""


class BasicAuthentication(_Approved, authentication.BasicAuthentication):
    """``Authorization: Basic``: user name or e-mail address, and password.

    Failures count together with those of the login page and of ``/api/v1/login``.
    """

    def authenticate_credentials(
        self, userid: str, password: str, request: Request | None = None
    ) -> tuple[Any, Any]:
        """Return the user and None.

        Raises:
            AuthenticationFailed: 403, the credentials are wrong.
            Throttled: 429, there were too many failures.
        """
        if request is None:
            return super().authenticate_credentials(userid, password)
        guesses = Guesses(request, userid)
        guesses.check()
        try:
            return super().authenticate_credentials(userid, password, request)
        except AuthenticationFailed:
            guesses.count()
            raise


class TokenAuthentication(_Approved, authentication.TokenAuthentication):
    """``Authorization: Token <key>`` with a key of ``authtoken_token``."""
