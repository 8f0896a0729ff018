"""Who gets past the door: approval and the login wall (spec/access.md §5, §6)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import middleware
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse

from apps.users.approval import NOT_APPROVED, awaits_approval

API_PREFIX = "/api/"
APPROVAL_PAGE = "/approval_required/"
LOGOUT_PAGE = "/accounts/logout/"


class ApprovalMiddleware:
    """Keeps session users who wait for approval on one page, and out of the API.

    Users of Basic and Token authentication are unknown here; `apps.users.authentication` refuses them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in place of the view, or let the request through."""
        if request.path in (APPROVAL_PAGE, LOGOUT_PAGE) or not awaits_approval(request.user):
            return self.get_response(request)
        if request.path.startswith(API_PREFIX):
            return JsonResponse({"detail": NOT_APPROVED}, status=HTTPStatus.FORBIDDEN)
        return HttpResponseRedirect(APPROVAL_PAGE)


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Sends visitors to the login page, except where they have to get through to log in or be told no.

    Open besides Django's ``login_not_required`` views: launches from learning platforms, metadata for
    identity providers and, for the login page of our own frontend, the language switch. The API answers 403
    by itself.
    """

    OPEN_PREFIXES = ("/lti/", "/saml/metadata")
    LANGUAGE_SWITCH = "/i18n/setlang/"

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer in place of the view, or let the request through."""
        path = request.path
        if path.startswith(self.OPEN_PREFIXES) or self._is_login_selector(path) or self._is_language(path):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def _is_language(self, path: str) -> bool:
        return settings.FRONTEND == "modern" and path.startswith(self.LANGUAGE_SWITCH)

    def _is_login_selector(self, path: str) -> bool:
        """With identity providers, everything below the login page is the page to choose one."""
        return settings.USE_IDENTITY_PROVIDERS and path.startswith("/accounts/login")
