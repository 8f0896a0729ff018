"""Reads of the HTML pages that no domain has."""

from apps.pages.models import Page


def page_by_slug(slug: str) -> Page | None:
    """The static page of this slug, or None."""
    return Page.objects.filter(slug=slug).first()
