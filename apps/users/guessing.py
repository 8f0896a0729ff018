"""Limits to guessing passwords outside of allauth's pages (spec/pain-points.md S13).

The authentication classes need this, and they are loaded while DRF's views are; so nothing of those is
imported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from rest_framework.exceptions import Throttled

if TYPE_CHECKING:
    from rest_framework.request import Request


class Guesses:
    """Failures to log in with a user name or an address, wherever they were made.

    Args:
        request: where the address comes from.
        identifier: user name or e-mail address.
    """

    def __init__(self, request: Request, identifier: str) -> None:
        self._request = request._request
        self._key = get_adapter(request)._get_login_attempts_cache_key(self._request, username=identifier)

    def check(self) -> None:
        """Refuse another guess if there were too many.

        Raises:
            Throttled: 429.
        """
        if not self._consume(dry_run=True):
            raise Throttled(detail=get_adapter(self._request).error_messages["too_many_login_attempts"])

    def count(self) -> None:
        """Count a failure."""
        self._consume()

    def _consume(self, *, dry_run: bool = False) -> bool:
        # Credentials are guessed by GET as well, which allauth's public function does not count.
        usage = ratelimit.consume(
            self._request,
            app="allauth.account",
            action="login_failed",
            key=self._key,
            dry_run=dry_run,
            limit_get=True,
        )
        return usage is not None
