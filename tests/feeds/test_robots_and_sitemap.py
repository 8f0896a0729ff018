"""``/robots.txt`` and ``/sitemap.xml`` (spec/feeds.md §4, §5)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path, re_path

from apps.feeds import selectors, views
from apps.playlists.models import Playlist
from apps.users.models import User
from tests.feeds.conftest import parse
from tests.media.factories import make_media, make_user

urlpatterns = [re_path(r"^sitemap\.xml$", views.sitemap), path("", include("config.urls"))]
"""As with ``GENERATE_SITEMAP``, which is read at the start."""

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses() -> list[tuple[str, str]]:
    """The addresses of the sitemap, without the host, and how often they change."""
    answer = Client().get("/sitemap.xml")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    root = parse(answer)
    assert root.tag == f"{NAMESPACE}urlset"
    return [
        (
            str(url.findtext(f"{NAMESPACE}loc")).removeprefix("http://testserver"),
            url.findtext(f"{NAMESPACE}changefreq") or "",
        )
        for url in root
    ]


def test_robots() -> None:
    answer = Client().get("/robots.txt")
    assert answer["Content-Type"] == "text/plain"
    assert answer.content == b"User-Agent: *\nAllow: /\nSitemap: http://testserver/sitemap.xml\n"
    assert Client().options("/robots.txt").status_code == 200
    assert Client().post("/robots.txt").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/robots.txt").status_code == 403


def test_without_the_setting_there_is_no_sitemap() -> None:
    assert b"urlset" not in Client().get("/sitemap.xml").content


@pytest.mark.urls(__name__)
class TestSitemap:
    """With ``GENERATE_SITEMAP``."""

    def test_pages_come_first(self) -> None:
        assert addresses() == [
            ("", "always"),
            ("/featured", "daily"),
            ("/recommended", "always"),
            ("/latest", "hourly"),
            ("/members", "daily"),
            ("/tags", "daily"),
            ("/categories", "weekly"),
            ("/history", "always"),
            ("/liked", ""),
            ("/about", "monthly"),
            ("/tos", "monthly"),
            ("/contact", "never"),
        ]

    def test_then_listable_media_playlists_and_users(self, alice: User) -> None:
        now = datetime(2027, 1, 1, tzinfo=UTC)
        for number in range(2):
            make_media(alice, friendly_token=f"media{number}", add_date=now + timedelta(days=number))
        make_media(alice, state="unlisted")
        Playlist.objects.create(user=alice, title="x", friendly_token="list")
        make_user("gone", is_active=False)
        assert addresses()[len(selectors.PAGES) :] == [
            ("/view?m=media1", ""),
            ("/view?m=media0", ""),
            ("/playlists/list", ""),
            ("/user/alice/", ""),
        ]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ALLOW_ANONYMOUS_USER_LISTING", False),
            ("CAN_SEE_MEMBERS_PAGE", "editors"),
            ("CAN_SEE_MEMBERS_PAGE", "admins"),
        ],
    )
    def test_users_are_there_only_where_everybody_may_list_them(
        self, alice: User, settings: Any, name: str, value: Any
    ) -> None:
        setattr(settings, name, value)
        assert len(addresses()) == len(selectors.PAGES)

    def test_users_who_wait_for_approval_are_left_out(self, alice: User, settings: Any) -> None:
        settings.USERS_NEEDS_TO_BE_APPROVED = True
        make_user("approved", is_approved=True)
        make_user("root", is_superuser=True)
        assert {path for path, _ in addresses() if "user" in path} == {"/user/approved/", "/user/root/"}

    def test_there_is_an_end(self, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(selectors, "MAX_ADDRESSES", 14)
        for _ in range(5):
            make_media(alice)
        assert len(addresses()) == 14

    def test_queries_do_not_grow(self, alice: User, django_assert_num_queries: Any) -> None:
        for _ in range(30):
            make_media(alice)
        with django_assert_num_queries(3):
            addresses()
