"""``POST /api/v1/login`` (spec/api-users.md §6)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from apps.users.models import User
from tests.media.factories import make_user
from tests.users_api.conftest import PASSWORD, with_password

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]

NEITHER = {"non_field_errors": ["username or email is required to log in."]}
NOT_FOUND = {"non_field_errors": ["User not found."]}


def login(address: str = "192.0.2.1", **fields: Any) -> Any:
    """The answer to a login from an address."""
    return APIClient(REMOTE_ADDR=address).post("/api/v1/login", fields, format="multipart")


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "alice"},
        {"username": "alice@example.org"},
        {"username": "ALICE@Example.org"},
        {"email": "alice"},
        {"email": "alice@example.org"},
        {"username": "AliCE"},
        {"username": " alice ", "email": "bob", "token": "x"},
    ],
)
def test_user_name_and_address_lead_to_the_token(alice: User, fields: dict[str, str]) -> None:
    answer = login(password=f" {PASSWORD} ", **fields)
    token = Token.objects.get(user=alice).key
    assert answer.status_code == 200
    assert list(answer.json().items()) == [
        ("email", "alice@example.org"),
        ("username", "alice"),
        ("token", token),
    ]
    assert not answer.cookies
    alice.refresh_from_db()
    assert alice.last_login is None


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"username": "alice"}, {"password": ["This field is required."]}),
        ({"username": "alice", "password": " "}, {"password": ["This field may not be blank."]}),
        ({"password": "x"}, NEITHER),
        ({"username": "", "email": "", "password": "x"}, NEITHER),
        (
            {"username": "a" * 256, "password": "b" * 129},
            {
                "username": ["Ensure this field has no more than 255 characters."],
                "password": ["Ensure this field has no more than 128 characters."],
            },
        ),
        ({"username": "a\x00", "password": "x"}, {"username": ["Null characters are not allowed."]}),
        ({"username": "alice", "password": "wrong"}, NOT_FOUND),
        ({"username": "nobody", "password": PASSWORD}, NOT_FOUND),
    ],
)
def test_refusals(alice: User, fields: dict[str, str], errors: dict[str, list[str]]) -> None:
    answer = login(**fields)
    assert (answer.status_code, answer.json()) == (400, errors)


@pytest.mark.parametrize(
    ("methods", "fields", "error"),
    [
        ({"username"}, {"email": "alice"}, "username is required to log in."),
        ({"email"}, {"username": "alice"}, "email is required to log in."),
    ],
)
def test_the_login_methods_say_what_is_needed(
    alice: User, settings: Any, methods: set[str], fields: dict[str, str], error: str
) -> None:
    settings.ACCOUNT_LOGIN_METHODS = methods
    assert login(password=PASSWORD, **fields).json() == {"non_field_errors": [error]}


def test_json_is_not_taken(alice: User, api: Api) -> None:
    answer = api().post("/api/v1/login", {"username": "alice", "password": PASSWORD}, format="json")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Missing filename.")


def test_inactive_users_do_not_exist(alice: User) -> None:
    User.objects.update(is_active=False)
    assert login(username="alice", password=PASSWORD).json() == NOT_FOUND


def test_users_who_wait_for_approval_do_not_exist(alice: User, settings: Any) -> None:
    settings.USERS_NEEDS_TO_BE_APPROVED = True
    for identifier in ("alice", "alice@example.org"):
        assert login(username=identifier, password=PASSWORD).json() == NOT_FOUND
    assert not Token.objects.exists()
    User.objects.update(is_approved=True)
    assert login(username="alice", password=PASSWORD).status_code == 200


def test_of_two_names_that_differ_in_case_only_exact_ones_log_in(alice: User) -> None:
    with_password(make_user("Alice"))
    assert login(username="Alice", password=PASSWORD).json()["username"] == "Alice"
    assert login(username="ALICE", password=PASSWORD).json() == NOT_FOUND


class TestGuessing:
    """The limits of the login page hold here as well."""

    def test_an_account_is_closed_after_five_failures(self, alice: User) -> None:
        for number in range(5):
            answer = login(f"192.0.2.{number}", username="alice", password="wrong")
            assert (answer.status_code, answer.json()) == (400, NOT_FOUND)
        answer = login("192.0.2.9", username="Alice", password=PASSWORD)
        assert answer.status_code == 429
        assert answer.json() == {"detail": "Too many failed login attempts. Try again later."}

    def test_other_accounts_stay_open(self, alice: User) -> None:
        with_password(make_user("carol"))
        for _ in range(6):
            login(username="alice", password="wrong")
        assert login(username="carol", password=PASSWORD).status_code == 200

    def test_an_address_is_refused_after_ten_failures(self, alice: User) -> None:
        for number in range(10):
            assert login(username=f"user{number}", password="wrong").status_code == 400
        assert login(username="alice", password=PASSWORD).status_code == 429
        assert login("192.0.2.2", username="alice", password=PASSWORD).status_code == 200

    def test_logins_that_succeed_do_not_count(self, alice: User) -> None:
        for _ in range(15):
            assert login(username="alice", password=PASSWORD).status_code == 200

    def test_failures_on_the_login_page_count(self, alice: User) -> None:
        page = Client(REMOTE_ADDR="192.0.2.3")
        for _ in range(5):
            page.post("/accounts/login/", {"login": "alice", "password": "wrong"})
        assert login(username="alice", password=PASSWORD).status_code == 429


def test_a_portal_behind_a_login_lets_log_in(alice: User, settings: Any) -> None:
    settings.GLOBAL_LOGIN_REQUIRED = True
    assert login(username="alice", password=PASSWORD).status_code == 200
