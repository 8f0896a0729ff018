"""Which texts the code marks for translation, by the rules of ``makemessages`` but without GNU gettext."""

import gettext
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

from apps.pages.legacy import translations

ROOT = Path(__file__).resolve().parents[2]

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""Functions → which of their arguments are texts; ``c`` is a context."""

COMPLETE = ("de", "el", "es", "fr")
"""Languages in which everything is translated. English is what the code itself says."""

FRAMEWORKS = ("django.conf", "django.contrib.auth", "django.contrib.admin", "rest_framework", "allauth")

CODE = ("apps/**/*.py",)
TEMPLATES = ("templates/**/*.html", "templates/**/*.txt", "apps/*/templates/**/*.html")


def templates() -> dict[str, Catalog]:
    """Return what can be translated: domain → a catalogue without translations."""
    return {"django": _pages(), "frontend": _frontend()}


def _pages() -> Catalog:
    """Texts of our own. What the frameworks translate already stays as they say it: the API says it too."""
    catalogue = Catalog()
    for path in _files(CODE):
        _add(catalogue, path, path.read_bytes())
    for path in _files(TEMPLATES):
        _add(catalogue, path, _python_like(path))
    return catalogue


def _frontend() -> Catalog:
    """The keys that the bundle looks up, and the parts of times and dates that it replaces."""
    catalogue = Catalog()
    for text in translations.TEXTS:
        catalogue.add(text)
    for text in translations.TIMES:
        catalogue.add(text, context=translations.TIME)
    return catalogue


def _files(patterns: Iterable[str]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(ROOT.glob(pattern))


def _python_like(path: Path) -> bytes:
    """A template as text in which only calls of gettext are left; indentation means nothing there."""
    lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).split("\n")
    return "\n".join(line.lstrip() for line in lines).encode()


def _add(catalogue: Catalog, path: Path, source: bytes) -> None:
    """Add the texts that a source marks."""
    options = {"encoding": "utf-8"}
    for _, text, comments, context in extract(
        "python", BytesIO(source), KEYWORDS, ("Translators:",), options
    ):
        if context is None and isinstance(text, str) and _is_theirs(text):
            continue
        place = [(str(path.relative_to(ROOT)), 0)]
        catalogue.add(text, context=context, locations=place, auto_comments=comments)


class _Nothing(gettext.NullTranslations):
    """A catalogue that has no text, and says so."""

    def gettext(self, message: str) -> str:
        return ""


def _is_theirs(text: str) -> bool:
    """Whether the frameworks have a text in all the languages that have to be complete."""
    return all(any(one.gettext(text) for one in _frameworks(language)) for language in COMPLETE)


@cache
def _frameworks(language: str) -> Sequence[gettext.NullTranslations]:
    """The catalogues of the frameworks in a language."""
    specs = [find_spec(name) for name in FRAMEWORKS]
    folders = [Path(spec.origin).parent / "locale" for spec in specs if spec and spec.origin]
    found = [gettext.translation("django", folder, [language]) for folder in folders]
    for catalogue in found:
        catalogue.add_fallback(_Nothing())
    return found
