"""How often media may be reported (spec/pain-points.md S13)."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from apps.common.client_ip import client_ip


class VisitorReports(SimpleRateThrottle):
    """Reports of one user; of an anonymous visitor by the session."""

    scope = "reports"
    rate = "20/hour"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """Return the key of the counter; None for a visitor without a session, whose address counts."""
        visitor = request.user.pk if request.user.is_authenticated else request.session.session_key
        return self.cache_format % {"scope": self.scope, "ident": visitor} if visitor else None


class AddressReports(SimpleRateThrottle):
    """Reports from one address, since sessions and accounts are easily had."""

    scope = "reports_address"
    rate = "60/hour"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the key of the counter."""
        return self.cache_format % {"scope": self.scope, "ident": client_ip(request)}
