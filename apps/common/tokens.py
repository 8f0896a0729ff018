"""Random public identifiers."""

import secrets
import string

from django.conf import settings

_ALPHABET = string.ascii_letters + string.digits


def generate_token(length: int) -> str:
    """Return ``length`` random characters of ``a-zA-Z0-9`` from the system's secure source.

    Raises:
        ValueError: ``length`` is not positive.
    """
    if length < 1:
        raise ValueError("a token has at least one character")
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def generate_friendly_token() -> str:
    """Return a token of public addresses, ``FRIENDLY_TOKEN_LEN`` characters long (spec/schema.md §2)."""
    return generate_token(settings.FRIENDLY_TOKEN_LEN)
