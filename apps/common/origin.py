"""Where a request comes from: guards for writes of clients that often send no CSRF token."""

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
