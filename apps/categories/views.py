"""API v1 of categories and tags (spec/api-community.md §4, §5)."""

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from apps.categories import representations, selectors
from apps.categories.models import Category
from apps.common.pagination import paginate
from apps.common.views import APIView


class CategoryList(APIView):
    """Categories to browse, unpaginated."""

    def get(self, request: Request) -> Response:
        """Those that the requester may browse."""
        return _categories(selectors.categories_for(request.user))


class CategoryListContributor(APIView):
    """Courses to contribute to, unpaginated."""

    def get(self, request: Request) -> Response:
        """Those into which the requester may put media."""
        return _categories(selectors.contributor_courses(request.user))


class TagList(APIView):
    """Tags in pages of 50."""

    def get(self, request: Request) -> Response:
        """All tags, the most used first."""
        pages, rows = paginate(selectors.tag_rows(selectors.tags()), request)
        return Response(
            pages.envelope([representations.tag(row) for row in selectors.with_popular_media(rows)])
        )


def _categories(categories: QuerySet[Category]) -> Response:
    rows = selectors.with_popular_media(selectors.category_rows(categories))
    return Response([representations.category(row) for row in rows])
