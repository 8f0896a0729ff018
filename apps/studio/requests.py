"""Requests of the video editors, which carry a session but often no CSRF token."""

import json
from typing import Any

from django.http import HttpRequest

from apps.common.origin import comes_from_site, has_csrf_token


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
