"""Requests of the video editors, which carry a session but often no CSRF token."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import CSRFCheck


def has_csrf_token(request: HttpRequest) -> bool:
    """Whether the request would pass the CSRF check of an ordinary view."""
    check = CSRFCheck(_ordinary_view)
    check.process_request(request)
    return check.process_view(request, _ordinary_view, (), {}) is None


def _ordinary_view(*_: Any) -> HttpResponse:
    """A view that asks for the token, as CSRFCheck wants one to look at."""
    return HttpResponse()


def comes_from_site(request: HttpRequest) -> bool | None:
    """Whether the browser says that a page of this site sent the request; None if it says nothing.

    Browsers send ``Origin`` with every POST to another site, and current ones ``Sec-Fetch-Site`` with every
    request; pages cannot forge either.
    """
    origin = request.headers.get("Origin")
    if origin in settings.CSRF_TRUSTED_ORIGINS or request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    if "Sec-Fetch-Site" in request.headers:
        return False
    return None if origin is None else urlsplit(origin).netloc == request.get_host()


def may_change(request: HttpRequest) -> bool:
    """Whether a request of an editor may change something for the user of its session.

    The editors send JSON and mostly no token. Another site cannot send JSON with the visitor's session
    unless the browser asks first (CORS), and it cannot hide where it sends from.
    """
    if request.content_type == "application/json" and comes_from_site(request) is not False:
        return True
    return has_csrf_token(request)


def json_object(request: HttpRequest) -> dict[str, Any] | None:
    """The JSON object that the body is, whatever its content type; None for anything else."""
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
