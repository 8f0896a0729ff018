"""Who acts: the user or the anonymous session behind a request, and their address."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.request import Request

DIGEST_LENGTH = 40
"""Characters that ``actions_mediaaction.remote_ip`` holds."""


def actor_of(request: HttpRequest | Request) -> dict[str, Any]:
    """The first argument of the task ``save_user_action`` (spec/api-community.md §8.2).

    Returns:
        ``user_id`` or, for the anonymous, ``user_session``; and ``remote_ip_addr``. An anonymous visitor
        without a session gets one, and with it a cookie.
    """
    if request.user.is_authenticated:
        actor: dict[str, Any] = {"user_id": request.user.pk}
    else:
        actor = {"user_session": session_key(request.session)}
    return {**actor, "remote_ip_addr": stored_address(client_address(request.META))}


def session_key(session: SessionBase) -> str:
    """The key of a session, which is stored if it is not yet."""
    if not session.session_key:
        session.save()
    return str(session.session_key)


def stored_address(address: str) -> str:
    """What is kept of a client's address.

    With ``MASK_IPS_FOR_ACTIONS`` a keyed digest: equal addresses stay equal, and nobody without the key can
    find out which, as they could from the plain MD5 that a legacy server stores.
    """
    if not settings.MASK_IPS_FOR_ACTIONS:
        return address[:DIGEST_LENGTH]
    return salted_hmac("actions.remote_ip", address, algorithm="sha256").hexdigest()[:DIGEST_LENGTH]


def client_address(meta: dict[str, Any]) -> str:
    """The address of the client, as far as proxies in ``TRUSTED_PROXIES`` vouch for it.

    From the peer backwards through ``X-Forwarded-For``: the first address that is no trusted proxy's.

    Args:
        meta: ``request.META``.
    """
    address = str(meta.get("REMOTE_ADDR", ""))
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while _is_trusted(address, settings.TRUSTED_PROXIES) and forwarded:
        claimed = forwarded.pop().strip()
        if not _is_address(claimed):
            break
        address = claimed
    return address


def _is_trusted(address: str, proxies: Sequence[str]) -> bool:
    # A peer without an address came through a socket of this machine.
    if not address:
        return bool(proxies)
    return _is_address(address) and any(
        ip_address(address) in ip_network(proxy, strict=False) for proxy in proxies
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
