"""Random public identifiers."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits
FRIENDLY_TOKEN_LENGTH = 9


def generate_token(length: int) -> str:
    """Return ``length`` random characters of ``a-zA-Z0-9`` from the system's secure source.

    Raises:
        ValueError: ``length`` is not positive.
    """
    if length < 1:
        raise ValueError("a token has at least one character")
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def generate_friendly_token() -> str:
    """Return a token as it stands in public addresses (spec/schema.md §2, ``friendly_token``)."""
    return generate_token(FRIENDLY_TOKEN_LENGTH)
