"""A portal with either frontend, and what its policy says."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.users.models import User
from tests.media.factories import make_user

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

Browser = Callable[..., Client]


@pytest.fixture(params=["modern", "legacy"])
def frontend(request: pytest.FixtureRequest, settings: Any) -> str:
    """Each frontend in turn."""
    settings.FRONTEND = request.param
    engines = copy.deepcopy(settings.TEMPLATES)
    overrides = [str(TEMPLATES / "legacy/overrides")] if request.param == "legacy" else []
    engines[0]["DIRS"] = [*overrides, str(TEMPLATES)]
    settings.TEMPLATES = engines
    return str(request.param)


@pytest.fixture(autouse=True)
def _portal(media_root: Path, empty_cache: None) -> None:
    """An empty portal."""


@pytest.fixture
def admin(db: None) -> User:
    """An administrator."""
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def browser(db: None) -> Browser:
    """A browser, signed in as a user or as nobody."""

    def open_browser(user: User | None = None, **options: Any) -> Client:
        client = Client(**options)
        if user:
            client.force_login(user)
        return client

    return open_browser


def policy_of(answer: HttpResponse, header: str = "Content-Security-Policy") -> dict[str, list[str]]:
    """The directives of an answer, each with its sources."""
    directives = [part.split() for part in answer[header].split(";")]
    return {name: sources for name, *sources in directives}
