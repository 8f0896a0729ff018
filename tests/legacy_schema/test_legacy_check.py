"""`legacy_check` tells an operator what the database is and what to expect; it changes nothing."""

import json
import pickle
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.core.management import call_command
from psycopg.sql import SQL, Composed, Identifier

from apps.users.models import User
from legacy_schema.checks.files import RELATIVE_COLUMNS
from legacy_schema.versions import RELEASES
from tests.legacy_schema.databases import rows_of, snapshot

LEGACY_SESSION = ":1:django.contrib.sessions.cachelegacysession1"


def check(connection, capsys) -> tuple[dict, int]:
    """The JSON report and the exit status of the command."""
    status = 0
    try:
        call_command("legacy_check", "--json", database=connection.alias)
    except SystemExit as stop:
        status = int(stop.code)
    return json.loads(capsys.readouterr().out), status


def finding(report: dict, code: str) -> dict:
    """The finding of a report with this code."""
    return next(each for each in report["findings"] if each["code"] == code)


def paths_query(table: str, column: str) -> Composed:
    """All paths in a column."""
    query = SQL("SELECT {column} FROM {table} WHERE {column} <> ''")
    return query.format(table=Identifier(table), column=Identifier(column))


@pytest.fixture
def media_root(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = f"{tmp_path}/"
    return tmp_path


@pytest.fixture
def legacy_session():
    """Writes a session into the cache as the legacy server does, and takes it away again."""
    client = redis.Redis.from_url(cache._server if isinstance(cache._server, str) else cache._server[0])

    def store(values: dict) -> None:
        client.set(LEGACY_SESSION, pickle.dumps(values, protocol=4), ex=60)

    yield store
    client.delete(LEGACY_SESSION)


def test_a_legacy_database_is_recognised_and_its_rows_are_counted(legacy_database, media_root, capsys):
    report, _ = check(legacy_database, capsys)
    assert report["version"] == "MediaCMS v8.2.0 to v8.3.2"
    assert finding(report, "version-legacy")["level"] == "info"
    assert finding(report, "catalog")["message"] == "All 60 legacy tables are as 8.3.2 made them."
    assert report["row_counts"]["users_user"] == 10
    assert report["row_counts"]["files_media"] == 157


def test_nothing_is_changed(legacy_database, media_root, capsys):
    before = snapshot(legacy_database)
    check(legacy_database, capsys)
    assert snapshot(legacy_database) == before


def test_files_that_the_database_names_and_nobody_has_are_listed(legacy_database, media_root, capsys):
    report, status = check(legacy_database, capsys)
    missing = finding(report, "missing-files")
    assert (report["verdict"], status) == ("warnings", 1)
    assert missing["total"] > len(missing["details"]) == 100
    assert missing["details"][0].startswith("files_media ")


def test_a_database_whose_files_are_all_there_is_ready(legacy_database, media_root, capsys):
    with legacy_database.cursor() as cursor:
        cursor.execute("UPDATE files_media SET hls_file = '', preview_file_path = ''")
    for table, column in RELATIVE_COLUMNS:
        for (name,) in rows_of(legacy_database, paths_query(table, column)):
            (media_root / name).parent.mkdir(parents=True, exist_ok=True)
            (media_root / name).touch()
    report, status = check(legacy_database, capsys)
    assert finding(report, "files")["level"] == "info"
    warnings = [each["code"] for each in report["findings"] if each["level"] != "info"]
    assert (warnings, report["verdict"], status) == ([], "ready", 0)


def test_paths_below_another_media_root_are_named(legacy_database, media_root, capsys):
    report, _ = check(legacy_database, capsys)
    foreign = finding(report, "foreign-paths")
    assert str(media_root) in foreign["message"]
    assert foreign["details"][0].endswith("/master.m3u8")


def test_a_missing_media_root_is_a_warning(legacy_database, media_root, settings, capsys):
    settings.MEDIA_ROOT = f"{media_root}/nowhere/"
    report, status = check(legacy_database, capsys)
    assert finding(report, "media-root-missing")["level"] == "warning"
    assert status == 1


def test_a_changed_table_is_named(legacy_database, media_root, capsys):
    with legacy_database.cursor() as cursor:
        cursor.execute("ALTER TABLE files_tag ALTER title TYPE varchar(200)")
        cursor.execute("DROP INDEX files_media_views_fb53b2bc")
    report, _ = check(legacy_database, capsys)
    details = finding(report, "catalog-differences")["details"]
    assert "index files_media.files_media_views_fb53b2bc is missing" in details
    assert any(detail.startswith("column files_tag.title is character varying(200)") for detail in details)


@pytest.mark.parametrize("index", [2, 8, 13])
def test_an_older_release_is_refused_with_the_way_forward(legacy_database, index, capsys):
    with legacy_database.cursor() as cursor:
        rows = [row for release in RELEASES[index + 1 :] for row in release.adds]
        cursor.executemany("DELETE FROM django_migrations WHERE app = %s AND name = %s", rows)
    report, status = check(legacy_database, capsys)
    assert (report["verdict"], status) == ("refused", 2)
    assert report["version"] == f"MediaCMS {RELEASES[index].versions}"
    assert "Upgrade MediaCMS itself to 8.3.2" in report["findings"][0]["message"]


def test_a_database_of_another_program_is_refused(empty_database, capsys):
    with empty_database.cursor() as cursor:
        cursor.execute("CREATE TABLE wp_posts (id int)")
    report, status = check(empty_database, capsys)
    assert (report["version"], report["verdict"], status) == ("another program", "refused", 2)


def test_an_empty_database_is_ready(empty_database, media_root, capsys):
    report, _ = check(empty_database, capsys)
    assert report["version"] == "nothing (empty)"
    assert report["findings"][0]["code"] == "version-empty"


def test_sessions_of_the_legacy_server_are_said_to_stay_valid(
    legacy_database, media_root, legacy_session, capsys
):
    user = User.objects.using(legacy_database.alias).get(username="alice")
    legacy_session(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    report, _ = check(legacy_database, capsys)
    assert finding(report, "sessions")["message"].startswith("Sessions: 1 sampled logins stay valid")


def test_sessions_made_with_another_secret_key_are_a_warning(
    legacy_database, media_root, legacy_session, capsys, monkeypatch
):
    user = User.objects.using(legacy_database.alias).get(username="alice")
    monkeypatch.setattr(settings, "SECRET_KEY", "the key of the other server, long enough to be one")
    auth_hash = user.get_session_auth_hash()
    monkeypatch.undo()
    legacy_session({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: auth_hash})
    report, _ = check(legacy_database, capsys)
    assert "SECRET_KEY_FALLBACKS" in finding(report, "stale-sessions")["message"]


def test_passwords_in_an_unknown_format_are_counted(legacy_database, media_root, capsys):
    with legacy_database.cursor() as cursor:
        cursor.execute("UPDATE users_user SET password = 'crypt$x$y' WHERE username IN ('alice', 'bob')")
    report, _ = check(legacy_database, capsys)
    assert finding(report, "unknown-password-hashes")["details"] == ["crypt: 2 users"]


def test_the_text_form_ends_with_the_verdict(legacy_database, media_root, capsys):
    with pytest.raises(SystemExit):
        call_command("legacy_check", database=legacy_database.alias)
    text = capsys.readouterr().out
    assert text.startswith("Database of: MediaCMS v8.2.0 to v8.3.2")
    assert text.rstrip().endswith("Verdict: warnings")
    assert " more" in text
