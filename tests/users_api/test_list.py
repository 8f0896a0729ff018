"""``GET /api/v1/users`` (spec/api-users.md §3.1, §7)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.users.models import User
from tests.media.factories import make_user
from tests.users_api.conftest import CREDENTIALS

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


def names(answer: Any) -> list[str]:
    """The user names of a list."""
    assert answer.status_code == 200, answer.content
    return [row["username"] for row in answer.json()["results"]]


def test_an_entry_has_its_fields_in_order(api: Api) -> None:
    make_user("zoe", name="Zoë", is_manager=True, date_added=datetime(2026, 7, 1, 12, tzinfo=UTC))
    body = api().get("/api/v1/users").json()
    assert list(body) == ["count", "next", "previous", "results"]
    assert list(body["results"][0].items()) == [
        ("description", ""),
        ("date_added", "2026-07-01T13:00:00+01:00"),
        ("name", "Zoë"),
        ("is_featured", False),
        ("thumbnail_url", "http://testserver/media/userlogos/user.jpg"),
        ("url", "http://testserver/user/zoe/"),
        ("api_url", "http://testserver/api/v1/users/zoe"),
        ("username", "zoe"),
        ("advancedUser", False),
        ("is_editor", False),
        ("is_manager", True),
        ("email_is_verified", False),
    ]


def test_without_logo_its_address_is_that_of_the_request(api: Api, alice: User) -> None:
    User.objects.update(logo="")
    (entry,) = api().get("/api/v1/users?name=ali").json()["results"]
    assert entry["thumbnail_url"] == "http://testserver/api/v1/users?name=ali"


def test_the_first_address_on_record_decides_on_verification(api: Api, alice: User) -> None:
    EmailAddress.objects.create(user=alice, email="a@example.org", verified=True)
    EmailAddress.objects.create(user=alice, email="b@example.org", verified=False, primary=True)
    assert api().get("/api/v1/users").json()["results"][0]["email_is_verified"] is True


def test_the_newest_come_first_inactive_ones_too(api: Api) -> None:
    for day in (2, 3, 1):
        make_user(f"day{day}", date_added=datetime(2026, 1, day, tzinfo=UTC), is_active=False)
    assert names(api().get("/api/v1/users/")) == ["day3", "day2", "day1"]


def test_name_looks_into_names_and_user_names(api: Api) -> None:
    for username, name in (("anna", "X"), ("x1", "Joanna"), ("y1", "Y")):
        make_user(username, name=name)
    assert set(names(api().get("/api/v1/users?name=%20ANN%20"))) == {"anna", "x1"}
    assert len(names(api().get("/api/v1/users?name=%20"))) == 3
    assert names(api().get("/api/v1/users?name=example.org")) == []


def test_wildcards_mean_themselves(api: Api) -> None:
    make_user("alice")
    assert names(api().get("/api/v1/users?name=%25")) == []


def test_nul_is_refused(api: Api) -> None:
    assert api().get("/api/v1/users?name=a%00").status_code == 400


def test_exclude_self_takes_exactly_true(api: Api, alice: User, bob: User) -> None:
    assert names(api(alice).get("/api/v1/users?exclude_self=True")) == ["bob"]
    assert len(names(api(alice).get("/api/v1/users?exclude_self=true"))) == 2
    assert len(names(api().get("/api/v1/users?exclude_self=True"))) == 2


class TestWhoMayList:
    """Checked in the order of §7."""

    def test_anonymous_listing_can_be_off(self, api: Api, alice: User, settings: Any) -> None:
        settings.ALLOW_ANONYMOUS_USER_LISTING = False
        settings.CAN_SEE_MEMBERS_PAGE = "admins"
        answer = api().get("/api/v1/users")
        assert (answer.status_code, answer.json()) == (403, CREDENTIALS)
        assert api().get("/api/v1/users/alice").status_code == 200

    @pytest.mark.parametrize(
        ("rule", "allowed"),
        [
            ("all", {"anonymous", "alice", "editor", "manager", "root"}),
            ("nonsense", {"anonymous", "alice", "editor", "manager", "root"}),
            ("editors", {"editor", "manager", "root"}),
            ("admins", {"root"}),
        ],
    )
    def test_the_members_page_rule_holds(
        self, api: Api, settings: Any, team: list[User], rule: str, allowed: set[str]
    ) -> None:
        settings.CAN_SEE_MEMBERS_PAGE = rule
        answers = {user.username: api(user).get("/api/v1/users") for user in team}
        answers["anonymous"] = api().get("/api/v1/users")
        assert {name for name, answer in answers.items() if answer.status_code == 200} == allowed
        for name in answers.keys() - allowed:
            assert answers[name].status_code == 403
            assert answers[name].json() == {"detail": "You do not have permission to view this page."}


class TestAddresses:
    """With ``USER_SEARCH_FIELD`` ``name_username_email``: never for the anonymous."""

    @pytest.fixture(autouse=True)
    def _setting(self, settings: Any) -> None:
        settings.USER_SEARCH_FIELD = "name_username_email"

    def test_users_see_them_last(self, api: Api, alice: User) -> None:
        row = api(alice).get("/api/v1/users").json()["results"][0]
        assert list(row.items())[-1] == ("email", "alice@example.org")

    def test_the_anonymous_see_none(self, api: Api, alice: User) -> None:
        assert b"alice@example.org" not in api().get("/api/v1/users").content

    def test_only_users_find_by_them(self, api: Api, alice: User) -> None:
        assert names(api(alice).get("/api/v1/users?name=example.org")) == ["alice"]
        assert names(api().get("/api/v1/users?name=example.org")) == []


class TestApproval:
    """With ``USERS_NEEDS_TO_BE_APPROVED``."""

    @pytest.fixture(autouse=True)
    def _users(self, db: None) -> None:
        for username, is_approved in (("yes", True), ("no", False), ("unknown", None)):
            make_user(username, is_approved=is_approved)

    def test_entries_say_it_and_can_be_filtered(self, api: Api, settings: Any) -> None:
        settings.USERS_NEEDS_TO_BE_APPROVED = True
        rows = api().get("/api/v1/users").json()["results"]
        assert {row["username"]: list(row.items())[-1] for row in rows} == {
            "yes": ("is_approved", True),
            "no": ("is_approved", False),
            "unknown": ("is_approved", None),
        }
        assert names(api().get("/api/v1/users?is_approved=true")) == ["yes"]
        assert set(names(api().get("/api/v1/users?is_approved=false"))) == {"no", "unknown"}
        assert len(names(api().get("/api/v1/users?is_approved=maybe"))) == 3

    def test_elsewhere_nothing_is_said_or_filtered(self, api: Api) -> None:
        answer = api().get("/api/v1/users?is_approved=true")
        assert len(names(answer)) == 3
        assert "is_approved" not in answer.json()["results"][0]


def test_the_number_of_queries_does_not_grow(api: Api) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            api().get("/api/v1/users")
        return len(captured)

    make_user()
    few = queries()
    for _ in range(30):
        make_user()
    assert queries() == few <= 3
