"""Writes of static pages."""

import re

from django.db import transaction

from apps.pages.models import Page

SANDBOX = 'sandbox="allow-scripts allow-same-origin allow-presentation"'


@transaction.atomic
def page_save(*, page: Page) -> Page:
    """Store a static page; embedded frames get a sandbox (spec/admin.md §5.10)."""
    page.description = with_sandboxes(page.description)
    page.save()
    return page


def with_sandboxes(html: str) -> str:
    """`html` with a sandbox in every ``<iframe>`` that has none. A second call changes nothing.

    >>> with_sandboxes('<iframe src="/x"></iframe>')
    '<iframe sandbox="allow-scripts allow-same-origin allow-presentation" src="/x"></iframe>'
    """
    return re.sub(r"<iframe\b(?![^>]*\bsandbox\b)", f"<iframe {SANDBOX}", html, flags=re.IGNORECASE)
