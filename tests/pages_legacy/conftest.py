"""A portal with the legacy frontend, and people in front of it."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.users.models import User
from tests.media.factories import make_user

Browser = Callable[..., Client]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture(autouse=True)
def legacy_frontend(media_root: Path, empty_cache: None, settings: Any) -> None:
    """The settings that follow from FRONTEND=legacy."""
    settings.FRONTEND = "legacy"
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [str(TEMPLATES / "legacy/overrides"), str(TEMPLATES)]
    settings.TEMPLATES = engines


@pytest.fixture
def manager(db: None) -> User:
    """A portal manager."""
    return make_user("mona", is_manager=True)


@pytest.fixture
def browser(db: None) -> Browser:
    """A browser, signed in as a user or as nobody."""

    def open_browser(user: User | None = None, **options: Any) -> Client:
        client = Client(**options)
        if user:
            client.force_login(user)
        return client

    return open_browser


def configuration(html: str) -> dict[str, Any]:
    """``window.MediaCMS`` of a page."""
    found = re.search(r"window\.MediaCMS = (\{.*\});", html)
    assert found
    tree: dict[str, Any] = json.loads(found[1])
    return tree


def metadata(html: str) -> dict[str, str]:
    """The metadata of a page, by name."""
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html))


def json_ld(html: str) -> dict[str, Any]:
    """The structured data of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data
