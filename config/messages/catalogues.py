"""The files: ``locale/<language>/LC_MESSAGES/<domain>.po``, and the ``.mo`` made of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config.messages.extraction import ROOT

LOCALE = ROOT / "locale"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Files do not change unless a text does."""
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|<[^>]+>")


@dataclass(frozen=True, slots=True)
class File:
    """A catalogue."""

    path: Path

    @property
    def language(self) -> str:
        """The language as its folder names it: ``de``, ``zh_Hans``."""
        return self.path.parts[-3]

    @property
    def domain(self) -> str:
        """``django`` or ``frontend``."""
        return self.path.stem

    @property
    def compiled(self) -> Path:
        """The ``.mo`` beside it."""
        return self.path.with_suffix(".mo")

    def read(self) -> Catalog:
        """Return what is in it."""
        with self.path.open("rb") as file:
            catalogue = read_po(file, locale=self.language, domain=self.domain)
        catalogue.creation_date = catalogue.revision_date = _NEVER
        return catalogue


def files() -> Iterator[File]:
    """All catalogues, by language."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        yield File(path)


def update(file: File, template: Catalog, *, with_empty: bool) -> None:
    """Bring a catalogue up to date: texts that are gone go, new ones come in empty; nothing is guessed.

    Args:
        file: of the catalogue; made if it is not there.
        template: all texts of the domain.
        with_empty: also list texts without a translation.
    """
    catalogue = file.read() if file.path.exists() else Catalog(locale=file.language, domain=file.domain)
    catalogue.update(template, no_fuzzy_matching=True)
    if not with_empty:
        for message in [one for one in catalogue if one.id and not is_translated(one)]:
            catalogue.delete(message.id, message.context)
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(text_of(catalogue))


def text_of(catalogue: Catalog) -> bytes:
    """Return a catalogue as the text of a ``.po``, with a header that says no more than is needed."""
    body = BytesIO()
    options: dict[str, Any] = {
        "omit_header": True,
        "sort_output": True,
        "ignore_obsolete": True,
        "include_lineno": False,
    }
    write_po(body, catalogue, width=110, **options)
    header = [
        'msgid ""',
        'msgstr ""',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        f'"Language: {catalogue.locale}\\n"',
        f'"Plural-Forms: {catalogue.plural_forms}\\n"',
        "",
        "",
    ]
    return "\n".join(header).encode() + body.getvalue()


def compile_file(file: File) -> None:
    """Write the ``.mo`` of a catalogue."""
    with file.compiled.open("wb") as compiled:
        write_mo(compiled, file.read())


def mistakes(message: Message) -> Iterator[str]:
    """Say what is wrong with a translation: placeholders, tags and line ends have to be those of the text."""
    texts = _texts(message.id)
    if not texts[0]:  # the header
        return
    allowed = [_placeholders(text) for text in texts]
    for translation in filter(None, _texts(message.string)):
        if _placeholders(translation) not in allowed:
            yield f"{translation!r} has not the placeholders of {texts[-1]!r}"
        if _edges(translation) != _edges(texts[0]):
            yield f"{translation!r} does not begin or end its lines as {texts[0]!r} does"


def is_translated(message: Message) -> bool:
    """Whether a message has all its translations, none of them a guess."""
    return all(_texts(message.string)) and not message.fuzzy


def _texts(value: object) -> tuple[str, ...]:
    """The forms of a text: one, or singular and plurals."""
    return tuple(value) if isinstance(value, list | tuple) else (str(value or ""),)


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def _edges(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")
