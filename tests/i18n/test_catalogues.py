"""The catalogues in ``locale/`` are complete, compiled, and say nothing in the place of the frameworks."""

import gettext
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from django.utils.translation import to_locale

from config.messages.catalogues import LOCALE, File, files, is_translated, mistakes, text_of
from config.messages.extraction import COMPLETE, templates

FILES = list(files())
OF_COMPLETE = [file for file in FILES if file.language in COMPLETE]
RUN = "run: scripts/messages"


def named(file: File) -> str:
    return f"{file.language}-{file.domain}"


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def keys(catalogue: Catalog) -> set[tuple[Any, str | None]]:
    return {(message.id, message.context) for message in messages(catalogue)}


def translations(found: Iterable[Message]) -> set[tuple[str, str | None, str]]:
    """Text, context and translation; those with plurals as texts too, since readers differ in their type."""
    return {(repr([*flat(one.id)]), one.context, repr([*flat(one.string)])) for one in found}


def flat(texts: str | Iterable[str]) -> Iterable[str]:
    return [texts] if isinstance(texts, str) else texts


@pytest.fixture(scope="module")
def marked() -> dict[str, Catalog]:
    """What the code marks, by domain."""
    return templates()


def test_every_language_has_catalogues(settings: Any) -> None:
    codes = {to_locale(code) for code, _ in settings.LANGUAGES} - {"en"}
    assert {file.language for file in FILES} == codes
    assert len(FILES) == 2 * len(codes)


@pytest.mark.parametrize("file", OF_COMPLETE, ids=named)
def test_complete_languages_have_every_text_that_the_code_marks(
    file: File, marked: dict[str, Catalog]
) -> None:
    assert keys(file.read()) == keys(marked[file.domain]), RUN


@pytest.mark.parametrize("file", OF_COMPLETE, ids=named)
def test_complete_languages_lack_no_translation(file: File) -> None:
    assert [message.id for message in messages(file.read()) if not is_translated(message)] == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_no_catalogue_has_texts_that_are_gone(file: File, marked: dict[str, Catalog]) -> None:
    assert keys(file.read()) <= keys(marked[file.domain]), RUN


@pytest.mark.parametrize("file", FILES, ids=named)
def test_translations_have_the_placeholders_of_their_text(file: File) -> None:
    assert [mistake for message in messages(file.read()) for mistake in mistakes(message)] == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_the_files_are_what_the_command_writes(file: File) -> None:
    assert file.path.read_bytes() == text_of(file.read()), RUN


@pytest.mark.parametrize("file", FILES, ids=named)
def test_the_compiled_catalogue_is_that_of_the_text(file: File) -> None:
    with file.compiled.open("rb") as compiled:
        found = translations(messages(read_mo(compiled)))
    assert found == translations(filter(is_translated, messages(file.read()))), RUN


@pytest.mark.parametrize("file", [file for file in FILES if file.domain == "django"], ids=named)
def test_what_the_api_says_stays_the_frameworks_translation(file: File) -> None:
    theirs = [_catalogue(package, file.language) for package in ("django.conf", "rest_framework")]
    for message in messages(file.read()):
        if message.context is None and isinstance(message.id, str):
            said = {one.gettext(message.id) for one in theirs} - {message.id}
            assert not said or message.string in said, message.id


def _catalogue(package: str, language: str) -> gettext.NullTranslations:
    spec = find_spec(package)
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent / "locale"
    return gettext.translation("django", folder, [language], fallback=True)


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "translation"),
        [
            ("%(title)s was uploaded.", "%(titel)s wurde hochgeladen."),
            ("Remove {name}", "Entfernen"),
            ("Files: {count}", "Dateien: {count} {count}"),
            ('<a href="/contact">Contact</a>', '<a href="//elsewhere.example">Kontakt</a>'),
            ("\nHello\n", "\nHallo"),
            ("\nHello\n", "Hallo\n"),
        ],
    )
    def test_are_found(self, text: str, translation: str) -> None:
        assert list(mistakes(Message(text, translation)))

    def test_a_singular_may_leave_out_what_its_plural_has(self) -> None:
        assert not list(
            mistakes(Message(("One view", "%(views)s views"), ("Ein Aufruf", "%(views)s Aufrufe")))
        )

    def test_a_guess_is_no_translation(self) -> None:
        assert not is_translated(Message("Home", "Heim", flags=["fuzzy"]))
        assert not is_translated(Message(("a view", "views"), ("Aufruf", "")))


def test_catalogues_are_where_django_looks(settings: Any) -> None:
    assert str(LOCALE) in settings.LOCALE_PATHS
