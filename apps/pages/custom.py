"""Pages that administrators wrote, as visitors get them (spec/pages.md §4.12)."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from apps.common.csp import Needs
from apps.pages.models import Page

NEEDS = Needs.STYLE_ATTRIBUTES | Needs.FOREIGN_CONTENT
"""What their editor produces: coloured words, pictures and films of other sites."""

_SCRIPT = re.compile(r"<script\b(?![^>]*\snonce\s*=)", re.IGNORECASE)


def page_html(page: Page, request: HttpRequest) -> SafeString:
    """The text of a page, which is HTML and goes out as it was written.

    The policy of the portal keeps its scripts from running, unless ``CUSTOM_PAGE_SCRIPTS`` lets them.
    """
    html = page.description
    if settings.CUSTOM_PAGE_SCRIPTS:
        nonce = request.csp_nonce  # type: ignore[attr-defined]  # django-csp's
        html = _SCRIPT.sub(f'<script nonce="{nonce}"', html)
    return mark_safe(html)  # noqa: S308 - only administrators write it
