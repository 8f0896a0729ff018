"""Cleaning of text that users type."""

from django.utils.html import strip_tags


def plain_text(value: str, max_length: int | None = None) -> str:
    """`value` without HTML tags, then cut to `max_length` characters (spec/api-media.md §12.1).

    Entities stay as they are, and so does a ``<`` that opens no tag: the result is text, not safe HTML.

    >>> plain_text("<b>T&amp;x</b>")
    'T&amp;x'

    Raises:
        django.core.exceptions.SuspiciousOperation: tags nested absurdly deep (400).
    """
    text = strip_tags(value)
    return text if max_length is None else text[:max_length]
