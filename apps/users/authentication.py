"""How clients of the API say who they are (spec/access.md §13, spec/api-media.md §3.1)."""

from __future__ import annotations

from typing import Any

from rest_framework import authentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from apps.users.approval import NOT_APPROVED, awaits_approval


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
    """``Authorization: Basic``: user name or e-mail address, and password."""


class TokenAuthentication(_Approved, authentication.TokenAuthentication):
    """``Authorization: Token <key>`` with a key of ``authtoken_token``."""
