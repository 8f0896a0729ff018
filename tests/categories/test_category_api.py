"""``/api/v1/categories`` and ``/api/v1/tags`` (spec/api-community.md §4, §5)."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.categories.models import Category, Tag
from apps.users.models import User
from tests.media.factories import make_category, make_group, make_media, make_tag

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


def titles(client: APIClient, path: str = "categories") -> list[str]:
    """Titles of the categories or tags listed."""
    body = client.get(f"/api/v1/{path}").json()
    return [row["title"] for row in (body if isinstance(body, list) else body["results"])]


class TestCategories:
    """§4.1, §4.2."""

    def test_fields_in_order_with_and_without_a_creator(self, api: Api, alice: User) -> None:
        make_category("A", user=alice)
        make_category("B")
        known, unknown = api().get("/api/v1/categories").json()
        assert list(known) == [
            *("title", "uid", "description", "is_global", "media_count", "user", "thumbnail_url"),
            "is_lms_course",
        ]
        assert known["user"] == "alice"
        assert "user" not in unknown

    def test_thumbnail_of_its_own_else_the_stored_one_else_of_the_most_viewed_public_media(
        self, api: Api, alice: User
    ) -> None:
        seen = make_media(alice, views=5, thumbnail="original/thumbnails/seen.jpg", is_reviewed=False)
        hidden = make_media(alice, views=9, state="private", thumbnail="hidden.jpg")
        make_category(
            "1", seen, hidden, thumbnail="original/categories/a.jpg", listings_thumbnail="/media/b.jpg"
        )
        make_category("2", seen, hidden, listings_thumbnail="/media/b.jpg")
        make_category("3", seen, hidden)
        make_category("4", make_media(alice, thumbnail=""), make_media(alice, views=0, thumbnail="c.jpg"))
        make_category("5")
        rows = api().get("/api/v1/categories").json()
        assert [row["thumbnail_url"] for row in rows] == [
            *("/media/original/categories/a.jpg", "/media/b.jpg", "/media/original/thumbnails/seen.jpg"),
            *(None, None),
        ]

    def test_group_categories_are_for_members_and_editors(
        self, api: Api, alice: User, bob: User, editor: User, settings: Any
    ) -> None:
        make_category("Open")
        closed = make_category("Closed", is_rbac_category=True)
        make_group("g", closed, member=[alice])
        make_group("h", closed, manager=[alice])
        assert titles(api(alice)) == ["Open"]
        assert titles(api(editor)) == ["Closed", "Open"]
        settings.USE_RBAC = True
        assert titles(api(alice)) == ["Closed", "Open"]
        assert titles(api(bob)) == titles(api()) == ["Open"]

    def test_courses_can_be_left_out(self, api: Api, editor: User, settings: Any) -> None:
        make_category("Course", is_lms_course=True)
        assert titles(api()) == ["Course"]
        settings.SHOW_LMS_COURSES_IN_CATEGORIES = False
        assert titles(api()) == titles(api(editor)) == []

    def test_queries_do_not_grow(self, api: Api, alice: User, django_assert_num_queries: Any) -> None:
        for number in range(30):
            make_category(f"{number}", make_media(alice), user=alice)
        with django_assert_num_queries(2):
            api().get("/api/v1/categories")

    def test_no_slash_and_no_writing(self, api: Api, alice: User) -> None:
        assert api().get("/api/v1/categories/").status_code == 404
        assert api(alice).post("/api/v1/categories", {}, format="json").status_code == 405


class TestContributorCourses:
    """§4.3."""

    def test_only_courses_in_which_one_is_contributor_or_manager(
        self, api: Api, alice: User, editor: User
    ) -> None:
        course, managed, joined = (
            make_category(title, is_lms_course=True, is_rbac_category=True) for title in ("C", "B", "A")
        )
        plain = make_category("D", is_rbac_category=True)
        make_group("g", course, plain, contributor=[alice])
        make_group("h", managed, course, manager=[alice])
        make_group("i", joined, member=[alice])
        assert titles(api(alice), "categories/contributor") == ["B", "C"]
        assert titles(api(editor), "categories/contributor") == []
        assert titles(api(), "categories/contributor") == []


class TestTags:
    """§5."""

    def test_most_used_first_with_counts_of_zero(self, api: Api, alice: User) -> None:
        make_tag("rare")
        make_tag("often", make_media(alice, thumbnail="t.jpg"))
        Tag.objects.filter(title="often").update(media_count=3)
        rows = api().get("/api/v1/tags").json()["results"]
        assert rows == [
            {"title": "often", "media_count": 3, "thumbnail_url": "/media/t.jpg"},
            {"title": "rare", "media_count": 0, "thumbnail_url": None},
        ]

    def test_queries_do_not_grow(self, api: Api, alice: User, django_assert_num_queries: Any) -> None:
        for number in range(60):
            make_tag(f"{number}", make_media(alice))
        with django_assert_num_queries(3):
            assert len(api().get("/api/v1/tags").json()["results"]) == 50


class TestNightlyThumbnails:
    """§4.4: the task ``update_listings_thumbnails``."""

    def refresh(self) -> None:
        from apps.categories.tasks import update_listings_thumbnails

        assert update_listings_thumbnails.apply().get() is True

    def test_each_row_takes_the_most_viewed_media_that_none_before_it_took(self, alice: User) -> None:
        best = make_media(alice, views=9, thumbnail="best.jpg")
        next_best = make_media(alice, views=5, thumbnail="next.jpg")
        make_category("A", best, next_best)
        make_category("B", best, next_best)
        make_category("C", best, listings_thumbnail="/media/kept.jpg")
        make_tag("t", best)
        self.refresh()
        stored = Category.objects.order_by("title").values_list("listings_thumbnail", flat=True)
        assert list(stored) == ["/media/best.jpg", "/media/next.jpg", "/media/kept.jpg"]
        assert Tag.objects.get().listings_thumbnail == "/media/best.jpg"

    def test_only_public_and_reviewed_media_count(self, alice: User) -> None:
        unlisted = make_media(alice, state="unlisted", thumbnail="a.jpg")
        make_category("A", unlisted, make_media(alice, is_reviewed=False, thumbnail="b.jpg"))
        make_category("B", make_media(alice), listings_thumbnail="/media/old.jpg")
        self.refresh()
        stored = Category.objects.order_by("title").values_list("listings_thumbnail", flat=True)
        assert list(stored) == [None, None]

    def test_is_queued_where_legacy_workers_listen(self) -> None:
        from apps.categories.tasks import update_listings_thumbnails

        assert (update_listings_thumbnails.name, update_listings_thumbnails.queue) == (
            "update_listings_thumbnails",
            "long_tasks",
        )
