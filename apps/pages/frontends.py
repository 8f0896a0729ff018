"""Which frontend answers: ``FRONTEND`` names it."""

from collections.abc import Callable
from typing import TypeAlias

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from apps.pages.views import static_page

View: TypeAlias = Callable[..., HttpResponse]


def by_frontend(legacy: View, modern: View | None = None) -> View:
    """A view that is one of two.

    Args:
        legacy: the one with ``FRONTEND=legacy``.
        modern: the one with ``FRONTEND=modern``. Without one only a static page may have the address.
    """

    def view(request: HttpRequest, **arguments: str) -> HttpResponse:
        chosen = legacy if settings.FRONTEND == "legacy" else modern or _static_page
        return chosen(request, **arguments)

    return view


def _static_page(request: HttpRequest, **_: str) -> HttpResponse:
    slug = request.path.lstrip("/")
    if "/" in slug:
        raise Http404
    return static_page(request, slug)
