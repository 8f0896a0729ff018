"""What the tests of all apps share: users, clients, a media root, clean tables after tests that commit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from rest_framework.test import APIClient

from apps.users.models import User
from tests.media.factories import make_user

KEPT_TABLES = frozenset({"django_migrations", "django_content_type", "auth_permission", "django_site"})


def _empty_all_tables(_: TransactionTestCase) -> None:
    """Empty the legacy tables too, which Django's flush leaves out because it does not manage them."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT_TABLES)
        names = ", ".join(map(connection.ops.quote_name, tables))
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


@pytest.fixture(scope="session", autouse=True)
def _flush() -> Iterator[None]:
    """Tests that commit end with empty tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty_all_tables)
        yield


@pytest.fixture(scope="module")
def no_flush() -> Iterator[None]:
    """Tests that commit remove their own rows, which is faster."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: None)
        yield


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """A language that a request chose is not that of the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def media_root(tmp_path: Path, settings: Any) -> Path:
    """An empty media root."""
    root = tmp_path / "media"
    root.mkdir()
    settings.MEDIA_ROOT = f"{root}/"
    settings.HLS_DIR = f"{root}/hls/"
    return root


@pytest.fixture
def empty_cache() -> None:
    """Nothing that other tests left in the cache."""
    cache.clear()


@pytest.fixture
def alice(db: None) -> User:
    """An ordinary user."""
    return make_user("alice", name="Alice Liddell")


@pytest.fixture
def bob(db: None) -> User:
    """Another ordinary user."""
    return make_user("bob")


@pytest.fixture
def editor(db: None) -> User:
    """A portal editor."""
    return make_user("ed", is_editor=True)


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """A client of the HTTP API for a user; anonymous without one."""

    def client(user: User | None = None) -> APIClient:
        client = APIClient()
        if user:
            client.force_login(user)
        return client

    return client
