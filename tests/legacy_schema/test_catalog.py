"""Differences from the legacy catalogue are found and named; what the specification calls harmless is not."""

import pytest

from legacy_schema.catalog import Difference, compare, legacy_catalog, read_catalog


def differences_after(connection, statement: str) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return compare(read_catalog(connection), legacy_catalog())


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "ALTER TABLE files_playlist ALTER COLUMN friendly_token TYPE varchar(150)",
            (
                "column files_playlist.friendly_token is character varying(150) NOT NULL"
                " instead of character varying(12) NOT NULL"
            ),
        ),
        ("ALTER TABLE files_tag DROP COLUMN media_count", "column files_tag.media_count is missing"),
        (
            "ALTER TABLE files_tag ADD COLUMN colour text",
            "column files_tag.colour is not of 8.3.2: text",
        ),
        (
            "CREATE INDEX tag_counts ON files_tag (media_count)",
            (
                "index files_tag.tag_counts is not of 8.3.2:"
                " CREATE INDEX tag_counts ON public.files_tag USING btree (media_count)"
            ),
        ),
        (
            "ALTER TABLE files_comment DROP CONSTRAINT files_comment_lft_check",
            "constraint files_comment.files_comment_lft_check is missing",
        ),
        ("DROP TABLE files_rating", "table files_rating.* is missing"),
        (
            "DELETE FROM django_migrations WHERE app = 'lti'",
            "migration django_migrations.lti.0001_initial is missing",
        ),
    ],
    ids=["type", "missing column", "extra column", "index", "constraint", "table", "row"],
)
def test_a_difference_is_named(legacy_database, statement, message):
    assert [str(each) for each in differences_after(legacy_database, statement)] == [message]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE portal_note (id integer PRIMARY KEY)",
        "CREATE INDEX files_media_state_666b93_idx ON files_media (state, encoding_status, is_reviewed)",
        "UPDATE auth_permission SET name = 'Can add subtitle' WHERE codename = 'add_subtitle'",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('portal_note', '0001_initial', now())",
    ],
    ids=["own table", "old index", "old permission name", "own migration"],
)
def test_what_is_harmless_is_no_difference(legacy_database, statement):
    assert differences_after(legacy_database, statement) == []


def test_an_empty_database_lacks_every_table(empty_database):
    found = compare(read_catalog(empty_database), legacy_catalog())
    assert {each.table for each in found if each.kind == "table"} == legacy_catalog().tables
