"""Users with a password, and a cache that remembers nothing between tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.users.models import User

PASSWORD = "correct horse battery"

MakeUser = Callable[..., User]


@pytest.fixture(autouse=True)
def _surroundings(media_root: Path, empty_cache: None) -> None:
    """Nothing is left of other tests."""


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """Store a user: ``make_user("ada", is_approved=True)``."""

    def make(username: str = "ada", **fields: Any) -> User:
        fields = {"email": f"{username}@example.org", "name": username.title()} | fields
        return User.objects.create_user(username, password=PASSWORD, **fields)

    return make
