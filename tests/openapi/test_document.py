"""The OpenAPI document says what the portal has.

``UPDATE_OPENAPI=1 scripts/test tests/openapi/test_document.py`` writes docs/openapi-v1.yaml anew.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from apps.common.openapi.views import YAMLFileRenderer
from tests.openapi.documents import committed_document, full_path

COMMITTED = Path(__file__).resolve().parents[2] / "docs/openapi-v1.yaml"
METHODS = ("get", "post", "put", "patch", "delete")

COLLECTION_OF_COMMENTS = r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/comments$"
ONE_COMMENT = r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/comments/(?P<uid>[\w-]*)$"
UNDOCUMENTED = {(COLLECTION_OF_COMMENTS, "delete"), (ONE_COMMENT, "get"), (ONE_COMMENT, "post")}
"""Operations that do nothing or are always refused; both addresses have the same view."""

DOCUMENTED = [
    pytest.param(full_path(path), method, id=f"{method} {path}")
    for path, operations in committed_document()["paths"].items()
    for method in operations
]


def test_document_is_valid_openapi() -> None:
    """By the schema of OpenAPI itself."""
    validate_schema(committed_document())


def test_operation_ids_are_unique() -> None:
    """Generated clients make functions of them."""
    paths = committed_document()["paths"].values()
    ids = [operation["operationId"] for operations in paths for operation in operations.values()]
    assert len(ids) == len(set(ids))


def test_committed_document_is_current() -> None:
    """Whoever changes the API sees the change of the document in the same commit."""
    current = YAMLFileRenderer().render(committed_document())
    if os.environ.get("UPDATE_OPENAPI"):
        COMMITTED.write_text(current, encoding="utf-8")
    assert COMMITTED.read_text(encoding="utf-8") == current


@pytest.mark.parametrize(("path", "method"), DOCUMENTED)
def test_documented_operation_exists(path: str, method: str) -> None:
    """Its path leads to a view that has the method."""
    view = resolve(_example(path)).func
    assert not hasattr(view, "cls") or hasattr(view.cls, method)


def test_existing_operations_are_documented() -> None:
    """Every method of every DRF view of API v1."""
    documented = {
        (resolve(_example(full_path(path))).route, method)
        for path, operations in committed_document()["paths"].items()
        for method in operations
    }
    existing = {
        (route, method)
        for route, view in _routes(get_resolver())
        for method in METHODS
        if hasattr(view, method)
    }
    slash_forms = {(route, method) for route, method in existing if (_bare(route), method) in documented}
    assert existing - documented - slash_forms <= UNDOCUMENTED


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/swagger.json", "application/json; charset=utf-8"),
        ("/swagger.yaml", "application/yaml; charset=utf-8"),
        ("/swagger/?format=openapi", "application/openapi+json; charset=utf-8"),
        ("/docs/api/?format=openapi", "application/openapi+json; charset=utf-8"),
    ],
)
def test_document_is_served(db: None, path: str, content_type: str) -> None:
    """Under the addresses that clients know."""
    response = APIClient().get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)
    assert "bulk_actions" in response.text


@pytest.mark.parametrize("path", ["/swagger/", "/docs/api/"])
def test_page_needs_nothing_of_other_sites(db: None, path: str) -> None:
    """No script, style or font comes from elsewhere."""
    response = APIClient().get(path, HTTP_ACCEPT="text/html")
    assert response.status_code == 200
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", response.text)


def _bare(route: str) -> str:
    return route.replace("/$", "$")


def _example(path: str) -> str:
    return re.sub(r"{\w+}", "x", path)


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Routes of API v1 with the classes of their views, as far as these are DRF's."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        elif isinstance(pattern, URLPattern) and "api/v1/" in route and hasattr(pattern.callback, "cls"):
            yield route, pattern.callback.cls
