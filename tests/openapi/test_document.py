"""The OpenAPI document says what the portal has.

``UPDATE_OPENAPI=1 scripts/test tests/openapi/test_document.py`` writes docs/openapi-v1.yaml anew.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings
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
    current = YAMLFileRenderer().render(committed_document()).decode()
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


@pytest.mark.parametrize(
    ("path", "accept", "status", "content_type"),
    [
        ("/swagger/", "text/html", 200, "text/html; charset=utf-8"),
        ("/swagger/", "*/*", 200, "text/html; charset=utf-8"),
        ("/swagger/", "application/json", 200, "application/json; charset=utf-8"),
        ("/docs/api/", "application/yaml", 200, "application/yaml; charset=utf-8"),
        ("/docs/api/?format=.json", "*/*", 200, "application/json; charset=utf-8"),
        ("/swagger/?format=.yaml", "*/*", 200, "application/yaml; charset=utf-8"),
        ("/swagger/?format=openapi", "application/json", 406, "text/html; charset=utf-8"),
    ],
)
def test_form_is_negotiated(db: None, path: str, accept: str, status: int, content_type: str) -> None:
    """spec/feeds.md §6."""
    response = APIClient().get(path, headers={"accept": accept})
    assert (response.status_code, response.headers["Content-Type"]) == (status, content_type)


def test_refusal_is_short(db: None) -> None:
    """As clients of the legacy server know it."""
    response = APIClient().get("/docs/api/?format=openapi", headers={"accept": "application/json"})
    assert response.text.strip() == "406 Not Acceptable"


@pytest.mark.parametrize("path", ["/swagger/", "/docs/api/", "/swagger.json", "/swagger.yaml"])
def test_other_methods_are_not_allowed(db: None, path: str) -> None:
    """The description can be read only."""
    response = APIClient().post(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["/swagger/", "/docs/api/"])
def test_page_needs_nothing_of_other_sites(db: None, path: str) -> None:
    """No script, style or font comes from elsewhere, and the page's own policy would not let it in."""
    response = APIClient().get(path, headers={"accept": "text/html"})
    assert response.status_code == 200
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", response.text)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/swagger/", "/docs/api/"])
def test_scripts_of_pages_are_files_or_carry_the_nonce(db: None, path: str) -> None:
    """A nonce is of one answer only."""
    nonces = set()
    for _ in range(2):
        response = APIClient().get(path, headers={"accept": "text/html"})
        found = re.search(r"'nonce-([\w-]+)'", response.headers["Content-Security-Policy"])
        assert found
        nonces.add(found[1])
        for script in re.findall(r"<script([^>]*)>", response.text):
            assert "src=" in script or f'nonce="{found[1]}"' in script
    assert len(nonces) == 2


def test_libraries_of_pages_are_static_files(db: None) -> None:
    """Swagger UI and ReDoc come with the portal."""
    for path in ("/swagger/", "/docs/api/"):
        page = APIClient().get(path, headers={"accept": "text/html"}).text
        files = re.findall(rf'(?:src|href)="{settings.STATIC_URL}([^"]+)"', page)
        assert files
        assert all(finders.find(file) for file in files)


@pytest.mark.parametrize("path", ["/swagger/", "/docs/api/", "/swagger.json"])
@override_settings(GLOBAL_LOGIN_REQUIRED=True)
def test_description_is_open_behind_a_login(db: None, path: str) -> None:
    """As on a legacy server (spec/feeds.md §1)."""
    assert APIClient().get(path, headers={"accept": "*/*"}).status_code == 200


def test_name_of_the_portal_is_written_safely(db: None) -> None:
    """It may hold any character."""
    with override_settings(PORTAL_NAME='Ünï"</title><script>x</script>'):
        page = APIClient().get("/swagger/", headers={"accept": "text/html"})
        file = APIClient().get("/swagger.json")
    assert "<script>x" not in page.text
    assert (page.status_code, file.status_code) == (200, 200)
    assert file.json()["info"]["title"] == 'Ünï"</title><script>x</script> API'


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
