"""Reads of categories and tags (spec/api-community.md §4, §5)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from apps.categories.models import Category, Tag
from apps.media import access
from apps.media.models import Media, MediaState
from apps.media.selectors import Row
from apps.rbac.selectors import contributor_categories, member_categories
from apps.users.models import User

CATEGORY_FIELDS = (
    "title",
    "uid",
    "description",
    "is_global",
    "media_count",
    "user__username",
    "thumbnail",
    "listings_thumbnail",
    "is_lms_course",
)
TAG_FIELDS = ("title", "media_count", "listings_thumbnail")
PICTURE_FIELDS = ("media_type", "thumbnail", "uploaded_thumbnail")


def categories_for(user: access.Requester) -> QuerySet[Category]:
    """Categories that `user` may browse, by title.

    Portal editors see all of them. With ``USE_RBAC`` others see, besides the open ones, those of own groups.
    """
    categories = Category.objects.order_by("title", "pk")
    if not settings.SHOW_LMS_COURSES_IN_CATEGORIES:
        categories = categories.filter(is_lms_course=False)
    if access.is_editor(user):
        return categories
    shown = Q(is_rbac_category=False)
    if settings.USE_RBAC and isinstance(user, User):
        shown |= Q(pk__in=member_categories(user).values("pk"))
    return categories.filter(shown)


def contributor_courses(user: access.Requester) -> QuerySet[Category]:
    """Courses into which `user` may put media, by title; editors get no exception."""
    if not isinstance(user, User):
        return Category.objects.none()
    courses = contributor_categories(user).filter(is_lms_course=True)
    return Category.objects.filter(pk__in=courses.values("pk")).order_by("title", "pk")


def tags() -> QuerySet[Tag]:
    """All tags, the most used first; ties as the database has them, which is the legacy order."""
    return Tag.objects.order_by("-media_count")


def category_rows(categories: QuerySet[Category]) -> QuerySet[Category, Row]:
    """The columns of CATEGORY_FIELDS, and ``popular``: see ``with_popular_media``."""
    return _with_popular(categories, "category").values(*CATEGORY_FIELDS, "popular")


def tag_rows(of_tags: QuerySet[Tag]) -> QuerySet[Tag, Row]:
    """The columns of TAG_FIELDS, and ``popular``: see ``with_popular_media``."""
    return _with_popular(of_tags, "tags").values(*TAG_FIELDS, "popular")


def with_popular_media(rows: Iterable[Row]) -> list[Row]:
    """The same rows with ``popular`` turned from the id of a media into its PICTURE_FIELDS, or None.

    One query for all rows together.
    """
    rows = list(rows)
    wanted = {row["popular"] for row in rows}
    media = {row["pk"]: row for row in Media.objects.filter(pk__in=wanted).values("pk", *PICTURE_FIELDS)}
    for row in rows:
        row["popular"] = media.get(row["popular"])
    return rows


def _with_popular(rows: QuerySet[Any], relation: str) -> QuerySet[Any]:
    """Annotate the id of the most viewed public media of each row that has no picture of its own."""
    public = Media.objects.filter(**{relation: OuterRef("pk")}, state=MediaState.PUBLIC)
    most_viewed = Subquery(public.order_by("-views", "pk").values("pk")[:1])
    return rows.annotate(popular=Case(When(listings_thumbnail__gt="", then=None), default=most_viewed))
