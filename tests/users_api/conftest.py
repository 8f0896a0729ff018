"""Fixtures of the users API: a user of every role, a client for each, a media root of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.users.models import User
from tests.media.factories import make_user

PASSWORD = "wOmbat-staple-9"


@pytest.fixture(autouse=True)
def _surroundings(media_root: Path, empty_cache: None, settings: Any) -> None:
    """Fast passwords; nothing is left of other tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def with_password(user: User) -> User:
    """The user, who can log in with PASSWORD."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.fixture
def alice(db: None) -> User:
    """An ordinary user with a password."""
    return with_password(make_user("alice", name="Alice Liddell"))


@pytest.fixture
def editor(db: None) -> User:
    """A portal editor."""
    return make_user("editor", is_editor=True)


@pytest.fixture
def manager(db: None) -> User:
    """A manager."""
    return make_user("manager", is_manager=True)


@pytest.fixture
def root(db: None) -> User:
    """A superuser."""
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def team(alice: User, editor: User, manager: User, root: User) -> list[User]:
    """A user of every role."""
    return [alice, editor, manager, root]


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """A client of the HTTP API for a user; anonymous without one."""

    def client(user: User | None = None) -> APIClient:
        client = APIClient()
        if user:
            client.force_login(user)
        return client

    return client


CREDENTIALS = {"detail": "Authentication credentials were not provided."}
NOT_ENOUGH = {"detail": "not enough permissions"}
