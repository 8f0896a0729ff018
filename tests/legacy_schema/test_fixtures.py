"""The fixtures bring the rows of a fresh legacy portal, under the legacy keys."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.legacy_schema.databases import rows_of

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PROFILES = "SELECT id, name, extension, resolution, codec, description, active FROM files_encodeprofile"
CATEGORIES = "SELECT id, uid, title FROM files_category WHERE id <= 6"


@pytest.mark.parametrize(
    "names",
    [
        ("encoding_profiles", "categories"),
        (FIXTURES / "encoding_profiles.json", FIXTURES / "categories.json"),
    ],
    ids=["by name", "by path"],
)
def test_fixtures_load_the_legacy_rows(bootstrapped_database, readonly_legacy_database, names):
    call_command("loaddata", *map(str, names), database=bootstrapped_database.alias, verbosity=0)
    for query in (PROFILES, CATEGORIES):
        assert rows_of(bootstrapped_database, query) == rows_of(readonly_legacy_database, query)


def test_seven_profiles_are_active(bootstrapped_database):
    call_command("loaddata", "encoding_profiles", database=bootstrapped_database.alias, verbosity=0)
    active = rows_of(bootstrapped_database, "SELECT name FROM files_encodeprofile WHERE active")
    heights = ("144", "240", "360", "480", "720", "1080")
    assert active == {("preview",), *((f"h264-{height}",) for height in heights)}


def test_new_rows_follow_the_loaded_keys(bootstrapped_database):
    call_command("loaddata", "categories", database=bootstrapped_database.alias, verbosity=0)
    assert rows_of(bootstrapped_database, "SELECT nextval('files_category_id_seq')") == {(7,)}
