"""``POST /api/v1/users`` (spec/api-users.md §8, §14.2)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from apps.users.models import User
from tests.users_api.conftest import CREDENTIALS, PASSWORD

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]

NEW = {"username": "newbie", "password": PASSWORD, "email": "New@Example.ORG", "name": "New <b>Bie</b>"}


def create(client: APIClient, **changes: Any) -> Any:
    """The answer to a creation."""
    return client.post("/api/v1/users", NEW | changes, format="json")


@pytest.mark.parametrize("body_format", ["json", "multipart"])
def test_a_manager_makes_a_user_without_rights(api: Api, manager: User, body_format: str) -> None:
    answer = api(manager).post("/api/v1/users", NEW | {"is_superuser": True}, format=body_format)
    user = User.objects.get(username="newbie")
    assert answer.status_code == 201
    assert answer.json()["name"] == user.name == "New Bie"
    assert answer.json()["url"] == "http://testserver/user/newbie/"
    assert user.email == "New@example.org"
    assert user.check_password(PASSWORD)
    assert not any((user.is_superuser, user.is_staff, user.is_manager, user.is_editor, user.is_approved))
    assert not Token.objects.exists()


def test_channel_and_mail_follow(
    api: Api, manager: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ADMIN_EMAIL_LIST = ["boss@example.org"]
    with django_capture_on_commit_callbacks(execute=True):
        create(api(manager))
    channel = User.objects.get(username="newbie").channels.get()
    assert (channel.title, channel.banner_logo.name) == ("default", "userlogos/banner.jpg")
    assert len(channel.friendly_token) == 9
    (message,) = mail.outbox
    assert message.to == ["boss@example.org"]
    assert message.subject == f"[{settings.PORTAL_NAME}] - New user just registered"
    assert message.body == (
        "\nUser has just registered with email New@example.org\n\n"
        f"Visit user profile page at {settings.SSL_FRONTEND_HOST}/user/newbie/\n"
    )


def test_the_mail_can_be_off(
    api: Api, manager: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ADMINS_NOTIFICATIONS = {"NEW_USER": False}
    with django_capture_on_commit_callbacks(execute=True):
        create(api(manager))
    assert not mail.outbox


def test_who_may_not(api: Api, alice: User, editor: User) -> None:
    answer = create(api())
    assert (answer.status_code, answer.json()) == (403, CREDENTIALS)
    for user in (alice, editor):
        answer = create(api(user))
        assert answer.status_code == 403
        assert answer.json() == {"detail": "You do not have permission to create users."}


REQUIRED = "username, password, email, and name are required."
USERNAME = (
    "Enter a valid username. This value may contain only English letters, numbers, and '_', '.', '@', '-'."
)
USERNAME_TAKEN = "A user with that username already exists."


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"name": ""}, REQUIRED),
        ({"email": None}, REQUIRED),
        ({"password": 0}, REQUIRED),
        ({"username": "ümit"}, USERNAME),
        ({"username": "a b"}, USERNAME),
        ({"username": "a/../b"}, USERNAME),
        ({"username": "newbie\n"}, USERNAME),
        ({"username": "alice"}, USERNAME_TAKEN),
        ({"username": "ALICE"}, USERNAME_TAKEN),
        ({"email": "alice@example.org"}, "A user with that email already exists."),
        ({"email": "Alice@Example.org"}, "A user with that email already exists."),
        ({"email": "a@example.org\nBcc: b@example.org"}, "Enter a valid email address."),
        ({"username": "u" * 151}, "username can have at most 150 characters."),
        ({"email": "e" * 255}, "email can have at most 254 characters."),
        ({"name": "n" * 251}, "name can have at most 250 characters."),
        ({"username": 5}, "username, password, email, and name must be text."),
        ({"name": ["x"]}, "username, password, email, and name must be text."),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        (
            {"password": "12345"},
            "This password is too short. It must contain at least 7 characters. This password is too common.",
        ),
        ({"password": "newbie12"}, "The password is too similar to the username."),
    ],
)
def test_refusals(api: Api, alice: User, manager: User, changes: dict[str, Any], detail: str) -> None:
    answer = create(api(manager), **changes)
    assert (answer.status_code, answer.json()) == (400, {"detail": detail})
    assert User.objects.count() == 2


def test_names_on_the_blacklist_are_refused(api: Api, manager: User, settings: Any) -> None:
    settings.ACCOUNT_USERNAME_BLACKLIST = ["Newbie"]
    answer = create(api(manager))
    assert answer.status_code == 400
    assert answer.json() == {"detail": "Username can not be used. Please use other username."}


def test_a_body_that_is_no_object_is_refused(api: Api, manager: User) -> None:
    answer = api(manager).post("/api/v1/users", "[1]", content_type="application/json")
    assert answer.status_code == 400


def test_createsuperuser_makes_the_channel_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", username="chief", email="chief@example.org", verbosity=0)
    assert User.objects.get(username="chief").channels.count() == 1
