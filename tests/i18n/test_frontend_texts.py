"""``window.TRANSLATION`` and ``window.REPLACEMENTS`` (spec/page-shell.md §7.1, §7.2, §12)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.template import Context, Template

from apps.pages.legacy import translations
from config.messages.catalogues import File, compile_file, text_of
from tests.i18n.conftest import Speaker

CODES = [
    *("ar", "bn", "da", "nl", "fr", "de", "hi", "id", "it", "ja", "ko"),
    *("pt", "ru", "zh-hans", "sl", "zh-hant", "es", "tr", "el", "ur", "he"),
]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Texts are kept once they are read; these tests change where they come from."""
    _forget()
    yield
    _forget()


def given(html: str, name: str) -> dict[str, str]:
    """What a page gives the frontend."""
    found = re.search(rf"window\.{name} = (\{{.*\}});", html)
    assert found
    values: dict[str, str] = json.loads(found[1])
    return values


@pytest.mark.usefixtures("legacy")
class TestPages:
    def test_english_needs_none(self, speaker: Speaker) -> None:
        html = speaker().get("/").content.decode()
        assert (given(html, "TRANSLATION"), given(html, "REPLACEMENTS")) == ({}, {})

    def test_they_are_in_the_language_of_the_page(self, speaker: Speaker) -> None:
        html = speaker("de").get("/").content.decode()
        assert given(html, "TRANSLATION")["Liked media"] == "Medien, die mir gefallen"
        assert given(html, "REPLACEMENTS")["days ago"] == "Tage her"

    def test_no_text_can_end_the_script(self, speaker: Speaker, settings: Any, tmp_path: Path) -> None:
        hostile = "</script><script>alert('x')</script>&\u2028'\\"
        settings.LOCALE_PATHS = [_catalogue(tmp_path, "de", {"Home": hostile}), *settings.LOCALE_PATHS]
        html = speaker("de").get("/").content.decode()
        assert "<script>alert" not in html
        assert given(html, "TRANSLATION")["Home"] == hostile


class TestCatalogues:
    @pytest.mark.parametrize("code", ["de", "el", "es", "fr"])
    def test_complete_languages_leave_only_what_is_the_same(self, code: str) -> None:
        same = set(translations.TEXTS) - set(translations.translation(code))
        assert all(len(text.split()) == 1 for text in same), same

    @pytest.mark.parametrize("code", CODES)
    def test_every_language_has_the_menu(self, code: str) -> None:
        menu = {"Search", "Upload", "Sign in", "Sign out", "Home", "Categories", "Members", "Language"}
        assert len(menu - set(translations.translation(code))) <= 1  # "Home" is Italian, too

    @pytest.mark.parametrize("code", CODES)
    def test_replacing_one_after_the_other_changes_nothing_twice(self, code: str) -> None:
        """The frontend replaces parts of texts in this order."""
        table = translations.replacements(code)
        for english, expected in table.items():
            text = english
            for word, replacement in table.items():
                text = text.replace(word, replacement)
            assert text == expected

    def test_the_words_are_those_that_the_frontend_knows(self) -> None:
        assert len(translations.TIMES) == 27
        assert set(translations.replacements("el")) == set(translations.TIMES)

    @pytest.mark.parametrize("code", ["xx", "", "en", "en-gb", "../../etc"])
    def test_an_unknown_language_has_none(self, code: str) -> None:
        assert translations.translation(code) == {}

    def test_operators_can_say_it_better(self, settings: Any, tmp_path: Path) -> None:
        settings.LOCALE_PATHS = [_catalogue(tmp_path, "de", {"Home": "Hafen"}), *settings.LOCALE_PATHS]
        assert translations.translation("de")["Home"] == "Hafen"
        assert translations.translation("de")["Language"] == "Sprache"


def test_templates_of_operators_translate_with_the_filter_they_know() -> None:
    template = Template("{% load custom_filters %}{{ 'Upload'|custom_translate:language }}")
    assert template.render(Context({"language": "de"})) == "Hochladen"
    assert template.render(Context({"language": "en"})) == "Upload"


def _forget() -> None:
    translations.translation.cache_clear()
    translations.replacements.cache_clear()


def _catalogue(folder: Path, language: str, texts: dict[str, str]) -> str:
    file = File(folder / language / "LC_MESSAGES" / "frontend.po")
    file.path.parent.mkdir(parents=True)
    catalogue = Catalog(locale=language)
    for text, translation in texts.items():
        catalogue.add(text, translation)
    file.path.write_bytes(text_of(catalogue))
    compile_file(file)
    return str(folder)
