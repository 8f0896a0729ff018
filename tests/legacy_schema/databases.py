"""Throw-away databases on the configured server, and how to fill them with a dump.

Nothing but the DATABASES setting is needed: no ``psql``, no other rights than creating databases. Names are
random, so that parallel test processes do not meet.
"""

import copy
import gzip
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Composed, Identifier

from legacy_schema.catalog import legacy_catalog

Snapshot = dict[str, tuple[int, str]]

SEED = Path(__file__).resolve().parent.parent / "contract" / "a" / "seed.sql.gz"


def create_database(template: str = "template0") -> str:
    """Create a database like ``template`` and return its name."""
    name = f"scratch_{secrets.token_hex(6)}"
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def drop_database(name: str) -> None:
    """Drop a database and whoever is still connected to it."""
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def connected(name: str) -> Iterator[BaseDatabaseWrapper]:
    """Give a connection to a database; its ``alias`` can be named to management commands and querysets."""
    alias = name
    options = copy.deepcopy(connections["default"].settings_dict)
    options["OPTIONS"].pop("pool", None)
    connections.databases[alias] = {**options, "NAME": name}
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
        ContentType.objects.clear_cache()
        Site.objects.clear_cache()


@contextmanager
def scratch_database(template: str = "template0") -> Iterator[BaseDatabaseWrapper]:
    """Give a connection to a database that lives as long as the block."""
    name = create_database(template)
    try:
        with connected(name) as connection:
            yield connection
    finally:
        drop_database(name)


def load_dump(connection: BaseDatabaseWrapper, lines: Iterable[str]) -> None:
    """Run a plain ``pg_dump`` script, whose rows stand in COPY blocks, and close the connection.

    Commands of the dump that are psql's own (``\\restrict``) are left out. The connection is closed because
    the dump empties the search path of its session.
    """
    connection.ensure_connection()
    statements: list[str] = []
    rows = iter(lines)
    with connection.connection.cursor() as cursor:
        for line in rows:
            if line.startswith("COPY "):
                _run(cursor, statements)
                with cursor.copy(line.rstrip().removesuffix(";")) as copying:
                    for row in iter(rows.__next__, "\\.\n"):
                        copying.write(row)
            elif not line.startswith("\\"):
                statements.append(line)
        _run(cursor, statements)
    connection.close()


def _run(cursor, statements: list[str]) -> None:
    script = "".join(line for line in statements if line.strip() and not line.startswith("--"))
    if script:
        cursor.execute(script)
    statements.clear()


def load_seed(connection: BaseDatabaseWrapper) -> None:
    """Fill an empty database with the seeded legacy portal."""
    with gzip.open(SEED, "rt", encoding="utf-8") as lines:
        load_dump(connection, lines)


def snapshot(connection: BaseDatabaseWrapper) -> Snapshot:
    """Return count and hash of the rows of each legacy table that exists."""
    with connection.cursor() as cursor:
        tables = legacy_catalog().tables & set(connection.introspection.table_names(cursor))
        return {table: _hash(cursor, table) for table in sorted(tables)}


def _hash(cursor, table: str) -> tuple[int, str]:
    query = SQL(
        "SELECT count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\"), ''))"
        " FROM {} t"
    )
    cursor.execute(query.format(Identifier(table)))
    return cursor.fetchone()


def rows_of(connection: BaseDatabaseWrapper, query: str | Composed) -> set[tuple]:
    """Return the rows of a query as a set."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return set(cursor.fetchall())
