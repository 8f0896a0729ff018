"""Puts the policy on every answer that is a page."""

from __future__ import annotations

from http import HTTPStatus

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.renderers import BrowsableAPIRenderer

from apps.common.csp import Needs, granted
from apps.pages.security.policy import FRAMES, Directives, policy
from apps.pages.security.sources import SELF

FRAME_HEADER = "X-Frame-Options"


class ContentSecurityMiddleware(CSPMiddleware):
    """``Content-Security-Policy`` for pages, errors included, and ``X-Frame-Options`` in agreement with it.

    Templates give their inline scripts and styles ``nonce="{{ request.csp_nonce }}"``. With
    ``CSP_REPORT_ONLY`` the policy is only reported; who may frame a page is enforced all the same.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the headers to a page; other answers stay as they are."""
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        # A page about a database that is down must not ask it for anything.
        broken = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        directives = policy(request, _needs(response), asks_database=not broken)
        if directives[FRAMES] != [SELF] and FRAME_HEADER in response:
            del response[FRAME_HEADER]  # it cannot name other sites
        enforced, reported = _divided(directives)
        vars(response).update(_csp_config=enforced, _csp_config_ro=reported)
        return super().process_response(request, response)


def _needs(response: HttpResponseBase) -> Needs:
    needs = granted(response)
    if isinstance(getattr(response, "accepted_renderer", None), BrowsableAPIRenderer):
        needs |= Needs.STYLE_ATTRIBUTES
    return needs


def _divided(directives: Directives) -> tuple[Directives, Directives]:
    """What is enforced, and what is only reported."""
    if not settings.CSP_REPORT_ONLY:
        return directives, {}
    reported = {name: value for name, value in directives.items() if name != FRAMES}
    return {FRAMES: directives[FRAMES]}, reported
