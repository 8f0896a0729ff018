"""Fixtures for tests of the HTML pages: users, and a browser without JavaScript for each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.users.models import User
from tests.media.factories import make_user

Visit = Callable[..., Client]


@pytest.fixture(autouse=True)
def _modern(media_root: Path, empty_cache: None, settings: Any) -> None:
    settings.FRONTEND = "modern"
    settings.PORTAL_NAME = "Harbour TV"


@pytest.fixture
def admin(db: None) -> User:
    """An administrator."""
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def visit() -> Visit:
    """A client for a user; anonymous without one. It follows the rules of CSRF if told so."""

    def client(user: User | None = None, **options: Any) -> Client:
        client = Client(**options)
        if user:
            client.force_login(user)
        return client

    return client
