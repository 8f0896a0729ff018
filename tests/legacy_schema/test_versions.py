"""The history of a database tells the release of MediaCMS (spec/schema.md §8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacy_schema.catalog import legacy_catalog
from legacy_schema.versions import LEGACY_MIGRATIONS, RELEASES, Verdict, detect, explain

TABLES = legacy_catalog().tables


def history(releases: int) -> set[tuple[str, str]]:
    return {row for release in RELEASES[:releases] for row in release.adds}


def test_the_releases_add_up_to_the_legacy_history():
    assert legacy_catalog().migrations == LEGACY_MIGRATIONS
    assert sum(len(release.adds) for release in RELEASES) == len(LEGACY_MIGRATIONS) == 72


def test_v1_7_has_the_35_rows_of_a_real_one():
    assert len(history(2)) == 35


@pytest.mark.parametrize("count", range(1, len(RELEASES)))
def test_each_older_release_is_told_from_the_others(count):
    detected = detect(history(count), TABLES, TABLES)
    assert (detected.verdict, detected.versions) == (Verdict.OLDER, RELEASES[count - 1].versions)
    assert set(detected.missing) == LEGACY_MIGRATIONS - history(count)


@given(st.sets(st.sampled_from(sorted(LEGACY_MIGRATIONS)), min_size=1, max_size=71))
def test_a_legacy_database_that_lacks_rows_is_never_taken_for_complete(lost):
    detected = detect(LEGACY_MIGRATIONS - lost, TABLES | {"orders"}, TABLES)
    assert not detected.accepted
    assert "Nothing was changed." in explain(detected)


def test_a_partly_applied_release_counts_as_an_interrupted_upgrade():
    detected = detect(history(3) | {("rbac", "0001_initial")}, TABLES, TABLES)
    assert (detected.verdict, detected.versions) == (Verdict.INCOMPLETE, "v4.3.0 to v4.6.0")


def test_an_interrupted_first_run_may_go_on():
    rows = {row for row in LEGACY_MIGRATIONS if row[0] in {"contenttypes", "auth", "users"}}
    tables = {"django_migrations", "django_content_type", "auth_permission", "users_user"}
    assert detect(rows, tables, TABLES).verdict is Verdict.UNFINISHED


def test_an_interrupted_first_run_may_have_made_tables_of_our_own():
    rows = {("contenttypes", "0001_initial"), ("portal_uploads", "0001_initial")}
    tables = {"django_migrations", "django_content_type", "portal_uploads_upload"}
    assert detect(rows, tables, TABLES | {"portal_uploads_upload"}).verdict is Verdict.UNFINISHED


def test_the_same_history_beside_foreign_tables_is_not_ours_to_go_on_with():
    rows = {row for row in LEGACY_MIGRATIONS if row[0] in {"contenttypes", "auth"}}
    assert detect(rows, {"django_migrations", "auth_user"}, TABLES).verdict is Verdict.FOREIGN


def test_a_history_table_without_rows_is_an_empty_database():
    assert detect(set(), {"django_migrations"}, TABLES).verdict is Verdict.EMPTY


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_explained(verdict):
    samples = {
        Verdict.EMPTY: detect(set(), set(), TABLES),
        Verdict.UNFINISHED: detect({("contenttypes", "0001_initial")}, {"django_content_type"}, TABLES),
        Verdict.LEGACY: detect(LEGACY_MIGRATIONS, TABLES, TABLES),
        Verdict.ADOPTED: detect(LEGACY_MIGRATIONS | {("files", "0001_adopt_8_3_2")}, TABLES, TABLES),
        Verdict.OLDER: detect(history(5), TABLES, TABLES),
        Verdict.INCOMPLETE: detect(
            LEGACY_MIGRATIONS - {("files", "0009_alter_media_friendly_token")}, TABLES, TABLES
        ),
        Verdict.NEWER: detect(LEGACY_MIGRATIONS | {("users", "0003_user_colour")}, TABLES, TABLES),
        Verdict.FOREIGN: detect({("shop", "0001_initial")}, {"shop"}, TABLES),
    }
    assert samples[verdict].verdict is verdict
    assert len(explain(samples[verdict])) > 40
