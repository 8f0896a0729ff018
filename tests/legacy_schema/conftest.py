"""Databases of the legacy schema tests: one seeded as a legacy server leaves it, one made by ``migrate``."""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.legacy_schema.databases import (
    connected,
    create_database,
    drop_database,
    load_seed,
    scratch_database,
)


@pytest.fixture(scope="session")
def seeded_template(django_db_blocker) -> Iterator[str]:
    """The name of a database of a seeded legacy portal, to be copied."""
    yield from _template(django_db_blocker, load_seed)


@pytest.fixture(scope="session")
def bootstrapped_template(django_db_blocker) -> Iterator[str]:
    """The name of a database that ``migrate`` made from nothing, to be copied."""
    yield from _template(django_db_blocker, _migrate)


@pytest.fixture
def empty_database(django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """A database without tables."""
    with django_db_blocker.unblock(), scratch_database() as connection:
        yield connection


@pytest.fixture
def legacy_database(django_db_blocker, seeded_template: str) -> Iterator[BaseDatabaseWrapper]:
    """A database as a seeded legacy server leaves it."""
    with django_db_blocker.unblock(), scratch_database(seeded_template) as connection:
        yield connection


@pytest.fixture
def bootstrapped_database(django_db_blocker, bootstrapped_template: str) -> Iterator[BaseDatabaseWrapper]:
    """A database that ``migrate`` made from nothing."""
    with django_db_blocker.unblock(), scratch_database(bootstrapped_template) as connection:
        yield connection


@pytest.fixture(scope="module")
def readonly_legacy_database(django_db_blocker, seeded_template: str) -> Iterator[BaseDatabaseWrapper]:
    """A seeded legacy database for the tests of a module; what they change they roll back."""
    with django_db_blocker.unblock(), scratch_database(seeded_template) as connection:
        yield connection


def _template(django_db_blocker, fill: Callable[[BaseDatabaseWrapper], None]) -> Iterator[str]:
    """Give the name of a filled database; nobody stays connected, since only then it can be copied."""
    with django_db_blocker.unblock():
        name = create_database()
    try:
        with django_db_blocker.unblock(), connected(name) as connection:
            fill(connection)
        yield name
    finally:
        with django_db_blocker.unblock():
            drop_database(name)


def _migrate(connection: BaseDatabaseWrapper) -> None:
    call_command("migrate", database=connection.alias, verbosity=0)
