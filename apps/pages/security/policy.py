"""The Content-Security-Policy of a page: scripts of this portal's own files, or with the page's nonce.

It is the last line, behind escaping: a text that got into a page as HTML runs no script.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from csp.constants import NONCE, NONE, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest

from apps.common.csp import Needs
from apps.identity.selectors import ANY_HTTPS, sign_in_addresses
from apps.lti.selectors import platform_addresses
from apps.pages.legacy.shell import is_lms
from apps.pages.security import sources
from apps.pages.security.sources import SELF

Directives: TypeAlias = dict[str, list[object]]

FRAMES = "frame-ancestors"
DATA, BLOB, HTTPS = "data:", "blob:", "https:"


def policy(request: HttpRequest, needs: Needs, *, asks_database: bool = True) -> Directives:
    """The directives for a page, with the additions of ``CSP_EXTRA_SOURCES``.

    Args:
        request: whose page it is.
        needs: of the page.
        asks_database: whether identity providers and learning platforms are looked up, where they count.
    """
    providers = _providers() if asks_database and is_account_page(request) else []
    media = sources.public_addresses()
    foreign = [HTTPS] if Needs.FOREIGN_CONTENT in needs else []
    directives: Directives = {
        "default-src": [SELF],
        "script-src": [NONCE, *_scripts(request, needs)],
        "style-src": [SELF, NONCE, *sources.style_sheets()],
        "style-src-attr": [UNSAFE_INLINE if Needs.STYLE_ATTRIBUTES in needs else NONE],
        "img-src": [SELF, DATA, BLOB, *media, *sources.logos(), *foreign],
        "media-src": [SELF, DATA, BLOB, *media, *foreign],
        "font-src": [SELF, DATA, *sources.fonts()],
        # A player fetches parts of films, and a viewer files that it has made itself.
        "connect-src": [SELF, BLOB, *media],
        "worker-src": [sources.below(request, settings.STATIC_URL), BLOB],
        "frame-src": [SELF, BLOB, *foreign],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *media, *providers],
        FRAMES: [*frame_ancestors(request, needs, asks_database=asks_database)],
    }
    for directive, extra in settings.CSP_EXTRA_SOURCES.items():
        directives[directive] = _without_none([*directives.get(directive, [SELF]), *extra])
    if settings.CSP_REPORT_URI:
        directives["report-uri"] = [settings.CSP_REPORT_URI]
    return directives


def frame_ancestors(request: HttpRequest, needs: Needs, *, asks_database: bool = True) -> list[str]:
    """Who may show a page in a frame.

    Players are for all of ``EMBED_FRAME_ANCESTORS``. The administration and account pages stay on this site.
    Everything else is also for learning platforms, where the portal works with some.
    """
    if Needs.OTHER_FRAMES in needs:
        return list(settings.EMBED_FRAME_ANCESTORS) or [NONE]
    if is_administration(request) or is_account_page(request):
        return [SELF]
    allowed = list(settings.FRAME_ANCESTORS)
    if asks_database and (settings.USE_LTI or is_lms(request)):
        allowed += sources.origins(platform_addresses())
    return list(dict.fromkeys(allowed)) or [NONE]


def is_administration(request: HttpRequest) -> bool:
    """Whether a page is one of the administration site."""
    return request.path_info.startswith(f"/{settings.DJANGO_ADMIN_URL}")


def is_account_page(request: HttpRequest) -> bool:
    """Whether a page is one of those of accounts: logins, passwords, addresses."""
    return request.path_info.startswith("/accounts/")


# -- parts ---------------------------------------------------------------------------------------------------


def _scripts(request: HttpRequest, needs: Needs) -> list[str]:
    found = [sources.below(request, settings.STATIC_URL)]
    if settings.LOAD_FROM_CDN:
        found += sources.CDN_SCRIPTS
    if Needs.PDF_WORKER in needs:
        found.append(sources.PDF_WORKER)
    if is_administration(request):
        found.append(sources.below(request, f"/{settings.DJANGO_ADMIN_URL}jsi18n/"))
    return found


def _providers() -> list[str]:
    addresses = sign_in_addresses()
    return [*sources.origins(addresses), *([HTTPS] if ANY_HTTPS in addresses else [])]


def _without_none(values: Iterable[object]) -> list[object]:
    """``'none'`` stands alone or not at all."""
    kept = [value for value in values if value != NONE]
    return kept or [NONE]
