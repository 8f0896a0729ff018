"""Visitors who speak some language."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

Speaker = Callable[..., Client]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture
def speaker(db: None, media_root: Path, empty_cache: None) -> Speaker:
    """A browser that asks for a language, and follows the rules of CSRF if told so."""

    def browser(language: str = "", **options: Any) -> Client:
        return Client(headers={"accept-language": language} if language else {}, **options)

    return browser


@pytest.fixture
def legacy(settings: Any) -> None:
    """A portal with the legacy frontend."""
    settings.FRONTEND = "legacy"
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [str(TEMPLATES / "legacy/overrides"), str(TEMPLATES)]
    settings.TEMPLATES = engines


@pytest.fixture
def modern(settings: Any) -> None:
    """A portal with our own frontend."""
    settings.FRONTEND = "modern"
