"""A legacy database is taken over as it is, and can be given back."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation
from psycopg.sql import SQL, Identifier, Literal

from legacy_schema.catalog import compare, legacy_catalog, read_catalog
from legacy_schema.history import detect_database
from legacy_schema.versions import LEGACY_MIGRATIONS, Verdict
from tests.legacy_schema.databases import rows_of, snapshot

TABLES_THAT_MAY_GAIN_ROWS = ("django_migrations", "django_content_type", "auth_permission")


def all_rows(connection, table: str) -> set[tuple]:
    return rows_of(connection, SQL("SELECT * FROM {}").format(Identifier(table)))


def use_serial_key(cursor, table: str) -> None:
    """Turn the identity column of a table into what Django made before 4.1 (spec/schema.md §1)."""
    script = SQL(
        "ALTER TABLE {table} ALTER COLUMN id DROP IDENTITY;"
        "CREATE SEQUENCE {sequence} AS integer OWNED BY {table}.id;"
        "SELECT setval({name}, coalesce((SELECT max(id) FROM {table}), 0) + 1, false);"
        "ALTER TABLE {table} ALTER COLUMN id SET DEFAULT nextval({name})"
    )
    sequence = f"{table}_id_seq"
    cursor.execute(
        script.format(table=Identifier(table), sequence=Identifier(sequence), name=Literal(sequence))
    )


def test_no_row_of_a_legacy_table_changes(legacy_database):
    rows_before = {table: all_rows(legacy_database, table) for table in TABLES_THAT_MAY_GAIN_ROWS}
    before = snapshot(legacy_database)
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    after = snapshot(legacy_database)
    for table in TABLES_THAT_MAY_GAIN_ROWS:
        assert all_rows(legacy_database, table) >= rows_before[table]
        before.pop(table)
        after.pop(table)
    assert after == before


def test_no_legacy_table_changes(legacy_database):
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    assert compare(read_catalog(legacy_database), legacy_catalog()) == []


def test_a_second_migrate_finds_nothing_to_do(legacy_database):
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    before = snapshot(legacy_database)
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    assert snapshot(legacy_database) == before
    call_command("migrate", check_unapplied=True, database=legacy_database.alias, verbosity=0)


def test_the_legacy_server_finds_its_history_complete_afterwards(legacy_database):
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    assert rows_of(legacy_database, "SELECT app, name FROM django_migrations") >= LEGACY_MIGRATIONS


def test_an_adopted_database_is_recognised(legacy_database):
    assert detect_database(legacy_database).verdict is Verdict.LEGACY
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    assert detect_database(legacy_database).verdict is Verdict.ADOPTED


@pytest.mark.parametrize(
    "row",
    [
        ("files", "0019_alter_media_state"),
        ("files", "0019_alter_media_is_reviewed"),
        ("account", "0010_something_newer"),
    ],
)
def test_harmless_extra_history_is_accepted(legacy_database, row):
    with legacy_database.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", row)
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    assert detect_database(legacy_database).verdict is Verdict.ADOPTED


def test_a_database_begun_with_serial_keys_is_taken_over_and_written_to(legacy_database):
    with legacy_database.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE is_identity = 'YES'"
            " AND table_schema = 'public' AND table_name ~ '^(files|users|actions)_'"
        )
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            use_serial_key(cursor, table)
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    assert compare(read_catalog(legacy_database), legacy_catalog()) == []

    tags = apps.get_model("files", "Tag").objects.using(legacy_database.alias)
    highest = tags.order_by("id").last().pk
    assert tags.create(title="serial").pk == highest + 1
    call_command("loaddata", "encoding_profiles", "categories", database=legacy_database.alias, verbosity=0)


def test_deleting_legacy_rows_with_plain_sql_is_not_hindered(legacy_database):
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    kept = {"django_migrations", "django_content_type", "auth_permission"}
    with transaction.atomic(using=legacy_database.alias), legacy_database.cursor() as cursor:
        for table in sorted(legacy_catalog().tables - kept):
            cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert rows_of(legacy_database, "SELECT count(*) FROM files_media") == {(0,)}


def test_own_tables_let_go_of_legacy_rows_in_the_database(bootstrapped_database):
    references = rows_of(
        bootstrapped_database,
        "SELECT k.conname, child.relname, parent.relname, k.confdeltype::text FROM pg_constraint k"
        " JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid"
        " WHERE k.contype = 'f'",
    )
    legacy = legacy_catalog().tables
    holding = {
        name
        for name, child, parent, on_delete in references
        if parent in legacy and child not in legacy and on_delete not in {"c", "n"}
    }
    assert holding == set()


@pytest.mark.parametrize(
    "target", [("files", "zero"), ("lti", "zero"), ("account", "zero"), ("auth", "0001")], ids="-".join
)
def test_going_back_never_drops_legacy_tables(legacy_database, target):
    call_command("migrate", database=legacy_database.alias, verbosity=0)
    before = snapshot(legacy_database)
    with pytest.raises(CommandError, match="would drop legacy tables"):
        call_command("migrate", *target, database=legacy_database.alias, verbosity=0)
    assert snapshot(legacy_database) == before


@pytest.mark.parametrize("workflow", ["public", "private", "unlisted", "private_verified"])
def test_models_never_drift_from_their_migrations(settings, workflow):
    settings.PORTAL_WORKFLOW = workflow
    settings.MEDIA_IS_REVIEWED = workflow == "public"
    loader = MigrationLoader(None)
    with translation.override(None):  # as makemigrations does: labels are compared untranslated
        models = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), models).changes(loader.graph)
    assert changes == {}
