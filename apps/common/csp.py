"""What a page needs of the browser beyond the portal's own files; `apps.pages.security` grants it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Flag, auto
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]

_ATTRIBUTE = "_page_needs"


class Needs(Flag):
    """What is not granted to every page."""

    NOTHING = 0
    STYLE_ATTRIBUTES = auto()
    """HTML that others wrote, with ``style`` attributes. Style sheets in it stay without effect."""
    FOREIGN_CONTENT = auto()
    """Pictures, films and frames of other sites, as editors of pages embed them."""
    PDF_WORKER = auto()
    """The legacy frontend's viewer of PDF files, whose worker comes from another site."""
    OTHER_FRAMES = auto()
    """The page is a player, made for the frames of other sites."""


def grant(response: Response, needs: Needs) -> Response:
    """Let the page of an answer have what it needs, besides what it has been granted already."""
    setattr(response, _ATTRIBUTE, granted(response) | needs)
    return response


def granted(response: HttpResponseBase) -> Needs:
    """What the page of an answer was granted."""
    found = getattr(response, _ATTRIBUTE, Needs.NOTHING)
    return found if isinstance(found, Needs) else Needs.NOTHING


def granting(needs: Needs) -> Callable[[View], View]:
    """Decorate a view whose pages need something."""

    def decorate(view: View) -> View:
        @wraps(view)
        def granting_view(request: HttpRequest, *arguments: object, **names: object) -> HttpResponseBase:
            return grant(view(request, *arguments, **names), needs)

        return granting_view

    return decorate
