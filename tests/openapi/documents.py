"""The OpenAPI document of API v1, as the tests use it."""

from typing import Any

from apps.common.openapi.generator import PREFIX, document


def committed_document() -> dict[str, Any]:
    """The document as it is committed: that of a portal whose settings nobody changed."""
    return document("https://portal.example")


def full_path(path: str) -> str:
    """The path from the root of the site."""
    return PREFIX + path
