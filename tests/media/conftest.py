"""Fixtures for tests of media: users of every kind, a client for each, a media root of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from apps.users.models import User
from tests.media.factories import make_user


@pytest.fixture(autouse=True)
def media_root(tmp_path: Path, settings: Any) -> Path:
    """An empty media root."""
    root = tmp_path / "media"
    root.mkdir()
    settings.MEDIA_ROOT = f"{root}/"
    settings.HLS_DIR = f"{root}/hls/"
    return root


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
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
