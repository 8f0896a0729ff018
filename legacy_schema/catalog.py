"""The catalogue of a database: tables, constraints, indexes, and the rows that every legacy database has.

``legacy_catalog.json`` holds that of a fully migrated MediaCMS 8.3.2; here it is compared with a live
database. Differences that spec/schema.md calls harmless are not reported: ``serial`` keys of databases begun
before v3.0.0 (§1, convention 3), older permission names (§6), an index of installations before v1.0 (§8), and
the order of columns.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

CATALOG_FILE = Path(__file__).resolve().parent / "legacy_catalog.json"
HARMLESS_INDEXES = frozenset({"files_media_state_666b93_idx"})

_QUERIES = {
    "columns": """
        SELECT c.table_name, c.column_name, format_type(a.atttypid, a.atttypmod) AS type,
               c.is_nullable, c.column_default, c.is_identity
        FROM information_schema.columns c
        JOIN pg_attribute a ON a.attname = c.column_name
         AND a.attrelid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass
        JOIN pg_class r ON r.oid = a.attrelid AND r.relkind = 'r'
        WHERE c.table_schema = 'public' ORDER BY c.table_name, c.ordinal_position""",
    "constraints": """
        SELECT r.relname AS table_name, k.conname, pg_get_constraintdef(k.oid) AS def
        FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
        WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f', 'c') ORDER BY 1, 2""",
    "indexes": """
        SELECT tablename AS table_name, indexname, indexdef
        FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2""",
    "migrations": "SELECT app, name FROM django_migrations ORDER BY 1, 2",
    "content_types": "SELECT app_label, model FROM django_content_type ORDER BY 1, 2",
    "permissions": """
        SELECT ct.app_label, ct.model, p.codename
        FROM auth_permission p JOIN django_content_type ct ON ct.id = p.content_type_id ORDER BY 1, 2, 3""",
}
_ROWS_IN = {
    "migrations": "django_migrations",
    "content_types": "django_content_type",
    "permissions": "auth_permission",
}


class Column(NamedTuple):
    """A column; ``identity`` is true for identity and ``serial`` keys alike."""

    table: str
    name: str
    type: str
    nullable: bool
    default: str | None
    identity: bool

    def __str__(self) -> str:
        null = "" if self.nullable else " NOT NULL"
        default = f" DEFAULT {self.default}" if self.default else ""
        return f"{self.type}{null}{default}{' IDENTITY' if self.identity else ''}"


@dataclass(frozen=True)
class Catalog:
    """What is compared of a database.

    Attributes:
        columns: by (table, column).
        constraints: definition by (table, constraint name).
        indexes: definition by (table, index name).
        migrations: (app, name) of ``django_migrations``.
        content_types: (app label, model).
        permissions: (app label, model, codename).
    """

    columns: dict[tuple[str, str], Column]
    constraints: dict[tuple[str, str], str]
    indexes: dict[tuple[str, str], str]
    migrations: frozenset[tuple[str, ...]]
    content_types: frozenset[tuple[str, ...]]
    permissions: frozenset[tuple[str, ...]]

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables."""
        return frozenset(table for table, _ in self.columns)


@dataclass(frozen=True)
class Difference:
    """One difference of a database from the legacy catalogue.

    Attributes:
        kind: ``table``, ``column``, ``constraint``, ``index``, or a row: ``migration``, ``content_type``,
            ``permission``.
        table: the table in question.
        name: of the column, constraint or index; of a row its parts joined by dots.
        expected: what 8.3.2 has, ``None`` if it has no such thing.
        found: what the database has, ``None`` if it is missing.
    """

    kind: str
    table: str
    name: str
    expected: str | None
    found: str | None

    def __str__(self) -> str:
        if self.found is None:
            return f"{self.kind} {self.table}.{self.name} is missing"
        if self.expected is None:
            return f"{self.kind} {self.table}.{self.name} is not of 8.3.2: {self.found}"
        return f"{self.kind} {self.table}.{self.name} is {self.found} instead of {self.expected}"


@cache
def legacy_catalog() -> Catalog:
    """Return the catalogue of MediaCMS 8.3.2."""
    return _catalog(json.loads(CATALOG_FILE.read_text(encoding="utf-8")))


def read_catalog(connection: BaseDatabaseWrapper) -> Catalog:
    """Read the catalogue of the schema ``public`` of a PostgreSQL database.

    ``django_migrations``, ``django_content_type`` and ``auth_permission`` may be missing, and count as empty.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        readable = [section for section in _QUERIES if _ROWS_IN.get(section) in tables | {None}]
        return _catalog({section: _fetch(cursor, _QUERIES[section]) for section in readable})


def _fetch(cursor: CursorWrapper, query: str) -> list[dict[str, Any]]:
    cursor.execute(query)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _catalog(sections: dict[str, list[dict[str, Any]]]) -> Catalog:
    columns = [_column(row) for row in sections["columns"]]
    return Catalog(
        columns={(column.table, column.name): column for column in columns},
        constraints={(row["table_name"], row["conname"]): row["def"] for row in sections["constraints"]},
        indexes={(row["table_name"], row["indexname"]): row["indexdef"] for row in sections["indexes"]},
        migrations=_keys(sections, "migrations", "app", "name"),
        content_types=_keys(sections, "content_types", "app_label", "model"),
        permissions=_keys(sections, "permissions", "app_label", "model", "codename"),
    )


def _keys(sections: dict[str, list[dict[str, Any]]], section: str, *names: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(row[name] for name in names) for row in sections.get(section, []))


def _column(row: dict[str, Any]) -> Column:
    table, name, default = row["table_name"], row["column_name"], row["column_default"]
    serial = default == f"nextval('{table}_{name}_seq'::regclass)"
    return Column(
        table=table,
        name=name,
        type=row["type"],
        nullable=row["is_nullable"] == "YES",
        default=None if serial else default,
        identity=serial or row["is_identity"] == "YES",
    )


def compare(found: Catalog, expected: Catalog) -> list[Difference]:
    """List the differences in the legacy tables, and the legacy rows that are missing, table by table.

    Tables and rows beyond the legacy ones are not differences.
    """
    absent = expected.tables - found.tables
    differences = [Difference("table", table, "*", "a table", None) for table in absent]
    for kind, want, have in (
        ("column", _texts(expected.columns), _texts(found.columns)),
        ("constraint", expected.constraints, found.constraints),
        ("index", expected.indexes, _without_harmless(found.indexes)),
    ):
        present = {key: text for key, text in want.items() if key[0] not in absent}
        ours = {key: text for key, text in have.items() if key[0] in expected.tables}
        differences += _compare_definitions(kind, present, ours)
    for section, table in _ROWS_IN.items():
        lost = getattr(expected, section) - getattr(found, section)
        kind = section.removesuffix("s")
        differences += [Difference(kind, table, ".".join(row), "a row", None) for row in lost]
    return sorted(differences, key=lambda difference: (difference.table, difference.kind, difference.name))


def _compare_definitions(
    kind: str, expected: dict[tuple[str, str], str], found: dict[tuple[str, str], str]
) -> list[Difference]:
    return [
        Difference(kind, table, name, expected.get((table, name)), found.get((table, name)))
        for table, name in expected.keys() | found.keys()
        if expected.get((table, name)) != found.get((table, name))
    ]


def _texts(columns: dict[tuple[str, str], Column]) -> dict[tuple[str, str], str]:
    return {key: str(column) for key, column in columns.items()}


def _without_harmless(indexes: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    return {key: text for key, text in indexes.items() if key[1] not in HARMLESS_INDEXES}
