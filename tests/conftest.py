"""What the tests of all apps share."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

KEPT_TABLES = frozenset({"django_migrations", "django_content_type", "auth_permission", "django_site"})


def _empty_all_tables(_: TransactionTestCase) -> None:
    """Empty the legacy tables too, which Django's flush leaves out because it does not manage them."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT_TABLES)
        names = ", ".join(map(connection.ops.quote_name, tables))
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


@pytest.fixture(scope="session", autouse=True)
def _flush() -> Iterator[None]:
    """Tests that commit end with empty tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty_all_tables)
        yield
