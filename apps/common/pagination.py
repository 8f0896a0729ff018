"""Page-number pagination of API v1 (spec/api-media.md §3.8)."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from rest_framework import pagination
from rest_framework.request import Request
from rest_framework.response import Response

PAGE_SIZE = 50
"""Rows on a page; no client can change it."""


class PageNumberPagination(pagination.PageNumberPagination):
    """``count``, ``next``, ``previous``, ``results``; pages of 50; ``page=last`` is the last one.

    Pages that do not exist answer 404 ``{"detail": "Invalid page."}``; page 1 of nothing is a page.
    Links keep all other parameters, encoded anew and sorted by name.
    """

    page_size = PAGE_SIZE
    page: Page[Any]

    def envelope(self, results: Sequence[Any]) -> dict[str, Any]:
        """The answer's body, for endpoints that add keys of their own behind ``results``."""
        return {
            "count": self.page.paginator.count,
            "next": self.get_next_link(),
            "previous": self.get_previous_link(),
            "results": results,
        }

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        """200 with the envelope."""
        return Response(self.envelope(data))


MAX_ROWS = 1000
"""Rows that a capped listing shows at most, on 20 pages."""


class _Capped(Paginator):
    """Pages over the first rows of a queryset; counting stops at the cap and does not sort."""

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[:MAX_ROWS].values("pk").count()


class CappedPagination(PageNumberPagination):
    """The standard body over at most MAX_ROWS rows: ``count`` never says more. For querysets."""

    django_paginator_class = _Capped


class _OnePage(Paginator):
    """A paginator that never counts: it takes its list for exactly one page."""

    @cached_property
    def count(self) -> int:
        return PAGE_SIZE


class FastPagination(PageNumberPagination):
    """``next``, ``previous``, ``results`` without a count: exactly one page, page 2 is always a 404."""

    django_paginator_class = _OnePage

    def envelope(self, results: Sequence[Any]) -> dict[str, Any]:
        """The answer's body."""
        return {"next": self.get_next_link(), "previous": self.get_previous_link(), "results": results}


def paginate(
    rows: QuerySet[Any] | Sequence[Any], request: Request, *, paginator: PageNumberPagination | None = None
) -> tuple[PageNumberPagination, list[Any]]:
    """The rows of the requested page, and the paginator to build the answer's envelope with.

    Args:
        rows: an ordered queryset (counted and sliced in the database) or a list.
        request: its ``page`` parameter chooses.
        paginator: the standard one by default.

    Raises:
        rest_framework.exceptions.NotFound: no such page.
    """
    paginator = paginator or PageNumberPagination()
    return paginator, list(paginator.paginate_queryset(rows, request) or [])
