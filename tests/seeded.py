"""A database with the seeded legacy portal, for tests that read all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command

from tests.contract.databases import copied_database
from tests.legacy_schema.databases import connected, create_database, drop_database, load_seed


@contextmanager
def seeded_portal(django_db_blocker: Any) -> Iterator[None]:
    """Make an adopted copy of the seeded portal the default database as long as the block lasts."""
    with django_db_blocker.unblock():
        name = create_database()
        try:
            with connected(name) as seeded:
                load_seed(seeded)
                call_command("migrate", database=seeded.alias, verbosity=0)
            with copied_database(name):
                yield
        finally:
            drop_database(name)
