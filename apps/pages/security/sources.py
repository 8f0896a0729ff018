"""Where the contents of pages may come from, by what the settings and the database say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

_ABSOLUTE = re.compile(
    r"(?:(?P<scheme>https?://)|//)(?:[^/?#]*@)?(?P<host>[a-z0-9.-]+(?::\d+)?)(?=[/?#]|$)", re.IGNORECASE
)

SELF = "'self'"
CDN_STYLES = ("https://fonts.googleapis.com",)
CDN_FONTS = ("https://fonts.gstatic.com",)
CDN_SCRIPTS = ("https://cdnjs.cloudflare.com/ajax/libs/file-uploader/",)
PDF_WORKER = "https://unpkg.com/pdfjs-dist@3.4.120/build/pdf.worker.min.js"
"""The bundle of a legacy frontend asks for exactly this file (spec/frontend-api-usage.md §1.1)."""


def origin(address: str) -> str | None:
    """Scheme and host of an absolute address; None for paths, other schemes, and hosts no policy can name.

    >>> origin("https://media.example.org:8443/a?b"), origin("//cdn.example.org/x.js"), origin("/static/")
    ('https://media.example.org:8443', 'cdn.example.org', None)
    """
    found = _ABSOLUTE.match(address)
    return f"{found['scheme'] or ''}{found['host']}" if found else None


def origins(addresses: Iterable[str]) -> list[str]:
    """The origins of those addresses that have one, each once, in order."""
    return list(dict.fromkeys(found for address in addresses if (found := origin(address))))


def below(request: HttpRequest, path: str) -> str:
    """A source for what lies below a path of this site, or below another site's if `path` is an address.

    Files that users uploaded lie on this site too, so scripts are not allowed from all of it. Where the host
    cannot be named in a policy, as with IPv6 addresses, the whole site is meant.
    """
    if origin(path):
        return path
    try:
        host = request.get_host()
    except DisallowedHost:
        return SELF
    return SELF if host.startswith("[") else f"{request.scheme}://{host}{path}"


def public_addresses() -> list[str]:
    """Other addresses of this portal, under which API and mails may name its files."""
    return origins([settings.FRONTEND_HOST, settings.SSL_FRONTEND_HOST, settings.MEDIA_URL])


def logos() -> list[str]:
    """Other sites from which the portal's logos come."""
    names = [f"PORTAL_LOGO_{theme}_{kind}" for theme in ("DARK", "LIGHT") for kind in ("SVG", "PNG")]
    return origins(getattr(settings, name) for name in names)


def style_sheets() -> list[str]:
    """Other sites from which style sheets come."""
    cdn = CDN_STYLES if settings.LOAD_FROM_CDN else ()
    return [*cdn, *origins([settings.STATIC_URL, *settings.EXTRA_CSS_PATHS])]


def fonts() -> list[str]:
    """Other sites from which fonts come: those of style sheets too."""
    cdn = CDN_FONTS if settings.LOAD_FROM_CDN else ()
    return [*cdn, *origins([settings.STATIC_URL, *settings.EXTRA_CSS_PATHS])]
