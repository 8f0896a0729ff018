"""Is the portal alive, and can it work? For process supervisors and load balancers."""

import logging
import os
from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

logger = logging.getLogger(__name__)

OK = "ok"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 ``ok``: the process serves requests."""
    return HttpResponse(OK, content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if everything that requests need is there, else 503; the body names what is missing.

    Reasons go to the log only: they may name hosts and folders.
    """
    checks = {"database": _database(), "cache": _cache(), "media_root": _media_root()}
    ready = all(checks.values())
    states = {name: OK if passed else "failed" for name, passed in checks.items()}
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"status": OK if ready else "unavailable", "checks": states}, status=status)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.warning("not ready: database: %s", error)
        return False
    return True


def _cache() -> bool:
    key, value = "portal:readyz", uuid4().hex
    try:
        cache.set(key, value, timeout=10)
    except RedisError as error:
        logger.warning("not ready: cache: %s", error)
        return False
    return True


def _media_root() -> bool:
    if os.access(settings.MEDIA_ROOT, os.R_OK | os.W_OK | os.X_OK):
        return True
    logger.warning("not ready: media root %s is not a folder that can be written", settings.MEDIA_ROOT)
    return False


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}


class ProbeMiddleware:
    """Answers probes before anything else looks at the request.

    They name no host of the portal, come by http where pages are redirected to https, and have no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a probe, or let the request through."""
        return PROBES.get(request.path_info, self.get_response)(request)
