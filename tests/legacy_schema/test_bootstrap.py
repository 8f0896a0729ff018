"""An empty database becomes one that the legacy server would take for its own."""

import json

from django.contrib.auth import get_user_model
from django.core.management import call_command

from legacy_schema.catalog import CATALOG_FILE, compare, legacy_catalog, read_catalog
from legacy_schema.history import detect_database
from legacy_schema.versions import LEGACY_MIGRATIONS, Verdict
from tests.legacy_schema.databases import rows_of, snapshot


def test_the_catalogue_equals_the_legacy_one(bootstrapped_database):
    assert compare(read_catalog(bootstrapped_database), legacy_catalog()) == []


def test_columns_stand_in_the_legacy_order(bootstrapped_database):
    legacy = json.loads(CATALOG_FILE.read_text(encoding="utf-8"))["columns"]
    found = rows_of(
        bootstrapped_database,
        "SELECT table_name, column_name, ordinal_position FROM information_schema.columns"
        " WHERE table_schema = 'public'",
    )
    assert {(row["table_name"], row["column_name"], row["pos"]) for row in legacy} <= found


def test_every_key_is_an_identity_column_with_the_legacy_sequence(bootstrapped_database):
    found = rows_of(
        bootstrapped_database,
        "SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id')"
        " FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'",
    )
    legacy_tables = legacy_catalog().tables - {"authtoken_token", "django_session"}
    assert {(table, f"public.{table}_id_seq") for table in legacy_tables} <= found


def test_the_history_holds_the_72_legacy_rows_and_only_adoptions_beside_them(bootstrapped_database):
    applied = rows_of(bootstrapped_database, "SELECT app, name FROM django_migrations")
    legacy_labels = {app for app, _ in LEGACY_MIGRATIONS}
    extra = {(app, name) for app, name in applied - LEGACY_MIGRATIONS if app in legacy_labels}
    assert len(LEGACY_MIGRATIONS) == 72
    assert applied >= LEGACY_MIGRATIONS
    assert all("_adopt_" in name for _, name in extra)


def test_content_types_are_the_legacy_ones(bootstrapped_database):
    legacy = {
        (row["app_label"], row["model"])
        for row in json.loads(CATALOG_FILE.read_text(encoding="utf-8"))["content_types"]
    }
    found = rows_of(bootstrapped_database, "SELECT app_label, model FROM django_content_type")
    assert found >= legacy
    assert {row for row in found - legacy if row[0] in {app for app, _ in legacy}} == set()


def test_permissions_have_the_legacy_codenames_and_names(bootstrapped_database):
    legacy = {
        (row["app_label"], row["model"], row["codename"], row["name"])
        for row in json.loads(CATALOG_FILE.read_text(encoding="utf-8"))["permissions"]
    }
    found = rows_of(
        bootstrapped_database,
        "SELECT ct.app_label, ct.model, p.codename, p.name"
        " FROM auth_permission p JOIN django_content_type ct ON ct.id = p.content_type_id",
    )
    assert len(legacy) == 204
    assert legacy <= found


def test_the_site_is_the_legacy_one(bootstrapped_database):
    assert rows_of(bootstrapped_database, "SELECT id, domain, name FROM django_site") == {
        (1, "example.com", "example.com")
    }


def test_a_second_migrate_changes_nothing(bootstrapped_database):
    before = snapshot(bootstrapped_database)
    call_command("migrate", database=bootstrapped_database.alias, verbosity=0)
    assert snapshot(bootstrapped_database) == before


def test_an_interrupted_bootstrap_is_completed(empty_database):
    call_command("migrate", "users", database=empty_database.alias, verbosity=0)
    assert detect_database(empty_database).verdict is Verdict.UNFINISHED
    call_command("migrate", database=empty_database.alias, verbosity=0)
    assert compare(read_catalog(empty_database), legacy_catalog()) == []


def test_createsuperuser_leaves_the_display_name_empty(bootstrapped_database):
    call_command(
        "createsuperuser",
        "--noinput",
        username="root",
        email="root@example.com",
        database=bootstrapped_database.alias,
        verbosity=0,
    )
    user = get_user_model().objects.using(bootstrapped_database.alias).get()
    assert (user.username, user.name, user.is_superuser) == ("root", "", True)
