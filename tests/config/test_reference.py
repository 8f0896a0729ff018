"""The table of settings, and what is made from it."""

import re
from pathlib import Path

from django.conf import global_settings, settings

from config.reference import SECTIONS, SETTINGS, defaults
from config.reference.__main__ import DECLARATIONS, PAGE, declarations, page
from config.reference.setting import Elsewhere, Follows
from tests.config.conftest import PROJECT

_USED = re.compile(r"\bsettings\.([A-Z][A-Z0-9_]+)")


def test_the_operators_page_is_current() -> None:
    assert PAGE.read_text() == page(), "run: python -m config.reference"


def test_the_declared_types_are_current() -> None:
    assert DECLARATIONS.read_text() == declarations(), "run: python -m config.reference"


def test_no_setting_is_listed_twice() -> None:
    assert len(SETTINGS) == sum(len(section.settings) for section in SECTIONS)


def test_every_setting_has_a_value() -> None:
    missing = [name for name in SETTINGS if isinstance(getattr(settings, name, None), Follows | Elsewhere)]
    assert not missing


def test_defaults_are_of_the_type_that_the_table_says() -> None:
    for name, value in defaults({}).items():
        setting = SETTINGS[name]
        if value is not None and not isinstance(value, Follows | Elsewhere):
            assert setting.accept(value) == value or isinstance(value, tuple)


def test_defaults_are_not_shared() -> None:
    defaults({})["ADMIN_EMAIL_LIST"].append("x")
    assert "x" not in SETTINGS["ADMIN_EMAIL_LIST"].default


def _names_used_by(*folders: str) -> set[str]:
    files = (path for folder in folders for path in Path(PROJECT / folder).rglob("*.py"))
    return {name for path in files for name in _USED.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_that_the_code_reads_exists() -> None:
    unknown = {name for name in _names_used_by("apps", "legacy_schema") if not hasattr(settings, name)}
    assert not unknown


def test_settings_that_the_code_reads_are_in_the_reference() -> None:
    used = _names_used_by("apps", "legacy_schema")
    assert {name for name in used if name not in SETTINGS and not hasattr(global_settings, name)} <= {
        "SSL_FRONTEND_HOST"
    }
