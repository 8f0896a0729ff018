"""Who acts: the user or the anonymous session behind a request, and their address."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.request import Request

from apps.common.client_ip import client_ip

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
    return {**actor, "remote_ip_addr": stored_address(client_ip(request))}


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
