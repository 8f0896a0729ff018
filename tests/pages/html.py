"""A look into HTML answers."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = {"meta", "link", "img", "input", "source", "track", "br", "hr"}


@dataclass
class Element:
    """A start tag with its attributes, and the text below it."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Document(HTMLParser):
    """A parsed page."""

    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, /, **attributes: str) -> list[Element]:
        """All elements of a tag that have these attributes (``class_`` for ``class``)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [one for one in self.elements if one.name == tag and wanted.items() <= one.attributes.items()]

    def one(self, tag: str, /, **attributes: str) -> Element:
        """The only element of a tag with these attributes."""
        (element,) = self.all(tag, **attributes)
        return element

    def texts(self, tag: str, /, **attributes: str) -> list[str]:
        """The texts of elements, with single blanks."""
        return [" ".join(one.text.split()) for one in self.all(tag, **attributes)]


def parsed(answer: HttpResponse) -> Document:
    """The page of an answer."""
    document = Document()
    document.feed(answer.content.decode())
    return document
