"""Fixtures for tests of uploads: users with a browser each, an upload page, a media root of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from apps.users.models import User
from config.celery import app as celery
from tests.contract.databases import copied_database
from tests.media.factories import png


@pytest.fixture(autouse=True)
def _surroundings(media_root: Path, empty_cache: None, settings: Any) -> None:
    """Nothing is left of other tests."""
    temporary = media_root.parent / "tmp"
    temporary.mkdir()
    settings.TEMP_DIRECTORY = str(temporary)


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own for a test that several threads look at."""
    with django_db_blocker.unblock(), copied_database(connection.settings_dict["NAME"]):
        yield


@pytest.fixture
def eager() -> Iterator[None]:
    """Tasks run when they are queued."""
    celery.loader.import_default_modules()
    usual = celery.conf.task_always_eager
    celery.conf.task_always_eager = True
    yield
    celery.conf.task_always_eager = usual


class Uploader:
    """What the upload page sends for one file of one user."""

    def __init__(self, user: User | None = None, uuid: str = "") -> None:
        self.client = Client()
        if user:
            self.client.force_login(user)
        self.uuid = uuid or str(uuid4())

    def single(self, content: bytes, name: str = "picture.png", **fields: Any) -> HttpResponse:
        """The whole file."""
        return self._post("/fu/upload/", name, fields | {"qqfile": SimpleUploadedFile("blob", content)})

    def part(
        self, index: Any, total: Any, content: bytes, name: str = "picture.png", **fields: Any
    ) -> HttpResponse:
        """One part."""
        fields |= {"qqpartindex": index, "qqtotalparts": total, "qqfile": SimpleUploadedFile("blob", content)}
        return self._post("/fu/upload/", name, fields)

    def done(self, total: Any, name: str = "picture.png", **fields: Any) -> HttpResponse:
        """The word that all parts are there."""
        return self._post("/fu/upload/?done", name, fields | {"qqtotalparts": total})

    def _post(self, url: str, name: str, fields: dict[str, Any]) -> HttpResponse:
        return self.client.post(url, {"qquuid": self.uuid, "qqfilename": name} | fields)


@pytest.fixture
def uploader() -> Callable[..., Uploader]:
    """Make an upload page's file, of a user and with an id if wanted."""
    return Uploader


@pytest.fixture
def picture() -> bytes:
    """A picture's content."""
    return png().read()
