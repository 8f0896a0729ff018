"""``scripts/messages``."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.messages import __main__ as command
from config.messages import catalogues

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues, which the command works on."""
    copy = tmp_path / "locale"
    shutil.copytree(catalogues.LOCALE, copy)
    for module in (catalogues, command):
        monkeypatch.setattr(module, "LOCALE", copy)
    return copy


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.po")}


def test_it_changes_nothing_when_all_is_up_to_date(locale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(locale)
    assert command.run([]) == 0
    assert content(locale) == before
    assert "de       frontend" in capsys.readouterr().out


def test_it_lists_what_a_language_lacks_when_asked_and_forgets_what_stays_empty(locale: Path) -> None:
    before = content(locale)
    command.run(["--fill", "it"])
    lacking = (locale / "it/LC_MESSAGES/frontend.po").read_text()
    assert 'msgid "Copy embed code"\nmsgstr ""' in lacking
    command.run([])
    assert content(locale) == before


def test_it_begins_a_language(locale: Path) -> None:
    command.run(["--fill", "nb"])
    assert 'msgid "Upload"\nmsgstr ""' in (locale / "nb/LC_MESSAGES/django.po").read_text()
    assert (locale / "nb/LC_MESSAGES/django.mo").is_file()


def test_it_fails_when_a_complete_language_lacks_a_text(locale: Path) -> None:
    path = locale / "de/LC_MESSAGES/django.po"
    path.write_text(path.read_text().replace('msgstr "Noch einmal versuchen"', 'msgstr ""'))
    assert command.run([]) == 1


def test_help_needs_nothing_installed() -> None:
    bare = [sys.executable, "-S", str(ROOT / "scripts/messages"), "--help"]
    result = subprocess.run(bare, capture_output=True, text=True, check=True)
    assert "--fill LANGUAGE" in result.stdout
