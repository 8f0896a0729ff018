"""Which texts are found: those that ``makemessages`` would find."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from config.messages import extraction


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project."""
    monkeypatch.setattr(extraction, "ROOT", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "apps/pages").mkdir(parents=True)
    return tmp_path


def found() -> set[tuple[object, str | None]]:
    catalogue: Catalog = extraction.templates()["django"]
    return {(message.id, message.context) for message in catalogue if message.id}


def test_templates_are_read_whatever_their_indentation(project: Path) -> None:
    (project / "templates/page.html").write_text(
        '{% load i18n %}<p title="{% translate "A title that is new" %}">\n'
        "      {% if x %}\n  {% blocktranslate trimmed %}\n    Several\n"
        "  lines {{ name }}\n{% endblocktranslate %}\n"
        '{% endif %}{% translate "Page" context "of a book" %}"\n'
        "  {% blocktranslate count n=n %}{{ n }} boat{% plural %}{{ n }} boats{% endblocktranslate %}"
    )
    assert found() == {
        ("A title that is new", None),
        ("Several lines %(name)s", None),
        ("Page", "of a book"),
        (("%(n)s boat", "%(n)s boats"), None),
    }


def test_code_is_read_with_its_lazy_functions(project: Path) -> None:
    (project / "apps/pages/code.py").write_text(
        "_('Harbour wall')\ngettext_lazy('Tide')\npgettext_lazy('of the sea', 'Level')\n"
        "ngettext_lazy('%(n)s wave', '%(n)s waves', n)\n_(variable)\n_('')\n"
    )
    assert found() == {
        ("Harbour wall", None),
        ("Tide", None),
        ("Level", "of the sea"),
        (("%(n)s wave", "%(n)s waves"), None),
    }


def test_what_the_frameworks_translate_is_left_to_them(project: Path) -> None:
    (project / "apps/pages/code.py").write_text(
        "_('Enter a valid value.')\n_('Password')\npgettext('of a file', 'Password')\n"
    )
    assert found() == {("Password", "of a file")}


def test_the_frontend_has_its_own_domain() -> None:
    catalogue = extraction.templates()["frontend"]
    assert catalogue.get("Liked media")
    assert catalogue.get("days ago", context="after a number")
