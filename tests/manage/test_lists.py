"""The lists of the management API (spec/api-manage.md §2, §4 to §6)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.comments.models import Comment
from apps.comments.services import comment_create
from apps.encoding.models import EncodeProfile
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_category, make_media, make_user

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


@pytest.fixture
def get(api: Api, editor: User) -> Callable[[str], list[Any]]:
    """The results of a list, as an editor gets them."""

    def rows(path: str) -> list[Any]:
        answer = api(editor).get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        assert list(answer.json()) == ["count", "next", "previous", "results"]
        return list(answer.json()["results"])

    return rows


def test_profiles_are_a_plain_list_by_resolution(api: Api) -> None:
    EncodeProfile.objects.all().delete()
    for name, resolution, active in (("gif", None, True), ("big", 1080, False), ("small", 240, True)):
        EncodeProfile.objects.create(name=name, resolution=resolution, active=active, extension="mp4")
    rows = api().get("/api/v1/encode_profiles/").json()
    assert [row["name"] for row in rows] == ["small", "big", "gif"]
    assert list(rows[0]) == ["name", "extension", "resolution", "codec", "description"]


class TestMedia:
    """``GET /api/v1/manage_media``."""

    @pytest.fixture(autouse=True)
    def _media(self, alice: User) -> None:
        first = datetime(2026, 1, 1, tzinfo=UTC)
        fields: dict[str, dict[str, Any]] = {
            "private": {"state": "private", "media_type": "video", "likes": 3},
            "failed": {"encoding_status": "fail", "media_type": "audio", "likes": 1},
            "hidden": {"is_reviewed": False, "media_type": "", "likes": 2},
            "shiny": {"featured": True, "media_type": "image", "likes": 2},
        }
        for number, (title, values) in enumerate(fields.items()):
            make_media(alice, title=title, add_date=first + timedelta(days=number), **values)
        make_category("Fine Art", *Media.objects.filter(title__in=("shiny", "failed")))
        make_category("Art", Media.objects.get(title="shiny"))

    def titles(self, rows: list[Any]) -> list[str]:
        return [row["title"] for row in rows]

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["shiny", "hidden", "failed", "private"]),
            ("state=private", ["private"]),
            ("state=%20private%20", ["private"]),
            ("encoding_status=fail", ["failed"]),
            ("media_type=image", ["shiny"]),
            ("media_type=", ["shiny", "hidden", "failed", "private"]),
            ("featured=true", ["shiny"]),
            ("is_reviewed=false", ["hidden"]),
            ("state=Private&featured=TRUE&q=shiny", ["shiny", "hidden", "failed", "private"]),
            ("state=public&media_type=audio", ["failed"]),
            ("category=Fine", ["shiny", "failed"]),
            ("category=art", []),
            ("category=Art", ["shiny", "shiny", "failed"]),
            ("sort_by=title&ordering=asc", ["failed", "hidden", "private", "shiny"]),
            ("sort_by=likes", ["private", "shiny", "hidden", "failed"]),
            ("sort_by=user", ["shiny", "hidden", "failed", "private"]),
            ("ordering=asc", ["private", "failed", "hidden", "shiny"]),
        ],
    )
    def test_filters_and_orders(self, get: Any, query: str, titles: list[str]) -> None:
        assert self.titles(get(f"manage_media?{query}")) == titles

    def test_nul_is_refused(self, api: Api, editor: User) -> None:
        assert api(editor).get("/api/v1/manage_media?category=%00").status_code == 400

    def test_pages_do_not_overlap(self, api: Api, alice: User, editor: User) -> None:
        for _ in range(60):
            make_media(alice, likes=7)
        pages = [api(editor).get(f"/api/v1/manage_media?sort_by=likes&page={page}").json() for page in (1, 2)]
        tokens = [row["friendly_token"] for page in pages for row in page["results"]]
        assert len(set(tokens)) == len(tokens) == 64


def test_comments_are_sorted_by_text_or_date(get: Any, alice: User) -> None:
    media = make_media(alice)
    for text in ("b", "a", "c"):
        comment_create(user=alice, media=media, text=text)

    def texts(query: str) -> str:
        return "".join(row["text"] for row in get(f"manage_comments?{query}"))

    assert texts("") == texts("sort_by=x&ordering=desc") == "cab"
    assert texts("ordering=asc") == "bac"
    assert texts("sort_by=text") == "cba"
    assert texts("sort_by=text&ordering=asc") == "abc"


class TestUsers:
    """``GET /api/v1/manage_users``."""

    @pytest.fixture(autouse=True)
    def _users(self, editor: User) -> None:
        make_user("zoe", name="Anna", is_manager=True, is_approved=True)
        make_user("ann", name="Zoe", is_superuser=True)

    @pytest.mark.parametrize(
        ("query", "usernames"),
        [
            ("", ["ann", "zoe", "editor"]),
            ("role=manager", ["zoe"]),
            ("role=editor", ["editor"]),
            ("role=admin", ["ann", "zoe", "editor"]),
            ("sort_by=name&ordering=asc", ["zoe", "editor", "ann"]),
            ("sort_by=name", ["ann", "editor", "zoe"]),
            ("is_approved=true", ["ann", "zoe", "editor"]),
        ],
    )
    def test_filters_and_orders(self, get: Any, query: str, usernames: list[str]) -> None:
        assert [row["username"] for row in get(f"manage_users?{query}")] == usernames

    def test_the_members_page_rules_do_not_matter(self, get: Any, settings: Any) -> None:
        settings.CAN_SEE_MEMBERS_PAGE = "admins"
        settings.ALLOW_ANONYMOUS_USER_LISTING = False
        assert len(get("manage_users")) == 3

    def test_approval_filters_where_it_is_asked_for(self, api: Api, settings: Any) -> None:
        settings.USERS_NEEDS_TO_BE_APPROVED = True
        client = api(User.objects.get(username="ann"))
        for value, usernames in (("true", ["zoe"]), ("false", ["ann", "editor"])):
            rows = client.get(f"/api/v1/manage_users?is_approved={value}").json()["results"]
            assert [row["username"] for row in rows] == usernames


@pytest.fixture
def growing(alice: User) -> Callable[[], None]:
    """Adds a media with a comment and an owner of its own."""

    def grow() -> None:
        owner = make_user()
        comment_create(user=owner, media=make_media(owner), text="x")

    return grow


@pytest.mark.parametrize("path", ["manage_media", "manage_comments", "manage_users", "encode_profiles/"])
def test_the_number_of_queries_does_not_grow(
    api: Api, editor: User, growing: Callable[[], None], path: str
) -> None:
    client = api(editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/v1/{path}")
        return len(captured)

    growing()
    few = queries()
    for _ in range(20):
        growing()
    assert queries() == few <= 10
    assert Comment.objects.count() == 21
