"""The address of a visitor, also behind proxies."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network


def client_ip(request: HttpRequest) -> str:
    """Return the address that a request came from.

    ``X-Forwarded-For`` is read from its end, where the nearest proxy writes, and only as long as each address
    is one of TRUSTED_PROXIES: what a visitor has put into the header is never believed. A request through a
    socket file has no address of its own and comes from the web server of this machine.
    """
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while hops and _is_trusted(address, trusted):
        hop = hops.pop()
        if not _is_address(hop):
            break
        address = hop
    return address


def _is_trusted(address: str, networks: tuple[Network, ...]) -> bool:
    return not address or (
        _is_address(address) and any(ip_address(address) in network for network in networks)
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text, strict=False) for text in texts)
