"""The seeded legacy portal for the replay: a database, a media root and the settings of a variant."""

import os
import runpy
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client, override_settings

from apps.users.models import User
from config.celery import app as celery
from tests.contract.client import Jar, Player, QueryError
from tests.contract.comparison import Answer
from tests.contract.databases import copied_database
from tests.contract.recordings import SEED, MediaRoot, read_meta, seed_script
from tests.legacy_schema.databases import connected, create_database, drop_database, load_dump

Portal = Callable[[str], AbstractContextManager[Player]]

SETTINGS = Path(__file__).resolve().parents[2] / "config/settings.py"
CSRF_TOKEN = "c" * 32


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the media root of every group is put; the seed's paths are made to begin with it."""
    return tmp_path_factory.mktemp("contract") / "media_files"


@pytest.fixture(scope="session")
def seeded_media(media_root: Path) -> Path:
    """The seed's media files as they were, to be copied."""
    pristine = media_root.with_name("pristine")
    with tarfile.open(SEED / "media_files.tar.gz") as archive:
        archive.extractall(pristine, filter="data")
    return pristine


@pytest.fixture(scope="session")
def seeded_database(django_db_blocker: Any, media_root: Path) -> Iterator[str]:
    """The name of a database with the seed that ``migrate`` has adopted, to be copied."""
    with django_db_blocker.unblock():
        name = create_database()
        with connected(name) as seeded:
            load_dump(seeded, seed_script(SEED, "seed.sql", MediaRoot(f"{media_root}/")))
            call_command("migrate", database=seeded.alias, verbosity=0)
    yield name
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture(scope="session")
def variant_settings(media_root: Path) -> Callable[[str], dict[str, Any]]:
    """Return the settings that a variant's environment changes."""
    variants = read_meta(SEED)["variants"]
    usual = _settings({})

    def changed(variant: str) -> dict[str, Any]:
        names = variants[variant] | {"MEDIA_ROOT": f"{media_root}/"}
        return {name: value for name, value in _settings(names).items() if usual.get(name) != value}

    return changed


@dataclass(frozen=True)
class Seeded:
    """What fresh portals are copied from."""

    database: str
    media: Path


@pytest.fixture(scope="session")
def seeded(seeded_database: str, seeded_media: Path) -> Seeded:
    """The seed, adopted and unpacked."""
    return Seeded(seeded_database, seeded_media)


@pytest.fixture
def portal(
    django_db_blocker: Any,
    seeded: Seeded,
    media_root: Path,
    variant_settings: Callable[[str], dict[str, Any]],
) -> Portal:
    """Return a context that gives a player on a fresh portal with the settings of a variant."""
    # Parallel test processes share a cache server.
    prefix = {"KEY_PREFIX": f"contract-{os.getpid()}"}
    caches = {"default": {**django_settings.CACHES["default"], **prefix}}

    @contextmanager
    def fresh_portal(variant: str) -> Iterator[Player]:
        shutil.rmtree(media_root, ignore_errors=True)
        shutil.copytree(seeded.media, media_root)
        with (
            django_db_blocker.unblock(),
            override_settings(**variant_settings(variant), CACHES=caches),
            _eager_tasks(),
            copied_database(seeded.database),
        ):
            cache.delete_pattern("*")
            yield Player(SEED, send, login, query, media_root=MediaRoot(f"{media_root}/"))
            cache.delete_pattern("*")

    return fresh_portal


def send(method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
    """Send a request through the middleware to the views."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = client.generic(method, url, body or b"", headers=headers)
    answer = Answer(
        response.status_code,
        {name.lower(): value for name, value in response.headers.items()},
        response.getvalue() if response.streaming else response.content,
        {name: morsel.coded_value for name, morsel in response.cookies.items()},
    )
    response.close()
    return answer


def login(username: str) -> Jar:
    """Make a session without the detour over the login page and the hashing of the password."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": CSRF_TOKEN}


def query(statement: str) -> str:
    """Run a query that gives one text."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("json_agg(t)", "json_agg(t)::text", 1))
            return cursor.fetchone()[0] or ""
    except DatabaseError as error:
        raise QueryError(str(error)) from error


@contextmanager
def _eager_tasks() -> Iterator[None]:
    """Run tasks at once; those of modules that nobody has imported would go to a broker."""
    celery.loader.import_default_modules()
    usual = celery.conf.task_always_eager
    celery.conf.task_always_eager = True
    try:
        yield
    finally:
        celery.conf.task_always_eager = usual


def _settings(environment: dict[str, str]) -> dict[str, Any]:
    """Return the project's settings as they are in an environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return {name: value for name, value in runpy.run_path(str(SETTINGS)).items() if name.isupper()}
