"""Databases of the legacy schema tests: one seeded as a legacy server leaves it, one made by ``migrate``."""

from collections.abc import Iterator

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
def server(django_db_blocker) -> Iterator[None]:
    """Allow talking to the database server; the tests here bring their own databases."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def seeded_template(server: None) -> Iterator[str]:
    """The name of a database of a seeded legacy portal, to be copied."""
    name = create_database()
    try:
        with connected(name) as connection:
            load_seed(connection)
        yield name
    finally:
        drop_database(name)


@pytest.fixture(scope="session")
def bootstrapped_template(server: None) -> Iterator[str]:
    """The name of a database that ``migrate`` made from nothing, to be copied."""
    name = create_database()
    try:
        with connected(name) as connection:
            call_command("migrate", database=connection.alias, verbosity=0)
        yield name
    finally:
        drop_database(name)


@pytest.fixture
def empty_database(server: None) -> Iterator[BaseDatabaseWrapper]:
    """A database without tables."""
    with scratch_database() as connection:
        yield connection


@pytest.fixture
def legacy_database(seeded_template: str) -> Iterator[BaseDatabaseWrapper]:
    """A database as a seeded legacy server leaves it."""
    with scratch_database(seeded_template) as connection:
        yield connection


@pytest.fixture
def bootstrapped_database(bootstrapped_template: str) -> Iterator[BaseDatabaseWrapper]:
    """A database that ``migrate`` made from nothing."""
    with scratch_database(bootstrapped_template) as connection:
        yield connection


@pytest.fixture(scope="module")
def readonly_legacy_database(seeded_template: str) -> Iterator[BaseDatabaseWrapper]:
    """A seeded legacy database for the tests of a module; what they change they roll back."""
    with scratch_database(seeded_template) as connection:
        yield connection
