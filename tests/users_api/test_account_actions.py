"""``PUT /api/v1/users/<username>`` (spec/api-users.md §11)."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from apps.users.models import User
from tests.media.factories import make_user
from tests.users_api.conftest import NOT_ENOUGH, PASSWORD

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]

NEW_PASSWORD = "xylophone-21-lamp"


def put(client: APIClient, user: User, **fields: Any) -> Any:
    """The answer to an account action."""
    return client.put(f"/api/v1/users/{user.username}", fields, format="multipart")


class TestPassword:
    """``action=change_password``."""

    def test_oneself_and_managers_change_it(self, api: Api, alice: User, manager: User) -> None:
        for number, user in enumerate((alice, manager)):
            answer = put(api(user), alice, action="change_password", password=f"{NEW_PASSWORD}{number}")
            assert (answer.status_code, answer.json()["username"]) == (200, "alice")
            alice.refresh_from_db()
            assert alice.check_password(f"{NEW_PASSWORD}{number}")

    def test_sessions_and_the_token_end(self, api: Api, alice: User) -> None:
        token = Token.objects.create(user=alice).key
        client = api(alice)
        put(client, alice, action="change_password", password=NEW_PASSWORD)
        assert client.get("/api/v1/whoami").status_code == 403
        answer = api().get("/api/v1/whoami", headers={"Authorization": f"Token {token}"})
        assert answer.json() == {"detail": "Invalid token."}

    def test_only_superusers_change_that_of_a_superuser(self, api: Api, manager: User, root: User) -> None:
        answer = put(api(manager), root, action="change_password", password=NEW_PASSWORD)
        assert answer.status_code == 403
        assert answer.json() == {"detail": "You do not have permission to change a superuser's password."}
        other = make_user("root2", is_superuser=True)
        assert put(api(other), root, action="change_password", password=NEW_PASSWORD).status_code == 200

    def test_others_are_refused(self, api: Api, alice: User, bob: User, editor: User) -> None:
        for user in (bob, editor):
            answer = put(api(user), alice, action="change_password", password=NEW_PASSWORD)
            assert (answer.status_code, answer.json()) == (400, NOT_ENOUGH)
        alice.refresh_from_db()
        assert alice.check_password(PASSWORD)

    @pytest.mark.parametrize("fields", [{}, {"password": ""}])
    def test_a_password_is_needed(self, api: Api, alice: User, fields: dict[str, str]) -> None:
        answer = put(api(alice), alice, action="change_password", **fields)
        assert (answer.status_code, answer.json()) == (400, {"detail": "Password is required"})

    def test_messages_of_the_validators_come_as_a_list(self, api: Api, alice: User) -> None:
        answer = put(api(alice), alice, action="change_password", password="alice")
        assert answer.status_code == 400
        assert answer.json() == {
            "detail": [
                "The password is too similar to the username.",
                "This password is too short. It must contain at least 7 characters.",
                "This password is too common.",
            ]
        }


class TestApproval:
    """``approve_user`` and ``disapprove_user``."""

    def test_managers_give_and_take_it(self, api: Api, alice: User, manager: User) -> None:
        for action, approved in (("approve_user", True), ("disapprove_user", False)):
            assert put(api(manager), alice, action=action).status_code == 200
            alice.refresh_from_db()
            assert alice.is_approved is approved

    def test_nobody_approves_themselves(self, api: Api, alice: User) -> None:
        answer = put(api(alice), alice, action="approve_user")
        assert answer.status_code == 403
        assert answer.json() == {"detail": "You do not have permission to approve users."}

    def test_managers_leave_superusers_alone(self, api: Api, manager: User, root: User) -> None:
        for action in ("approve_user", "disapprove_user"):
            answer = put(api(manager), root, action=action)
            assert (answer.status_code, answer.json()) == (400, NOT_ENOUGH)

    def test_superusers_approve_superusers(self, api: Api, root: User) -> None:
        assert put(api(root), root, action="approve_user").status_code == 200


@pytest.mark.parametrize("fields", [{}, {"action": "promote"}, {"action": ""}])
def test_other_actions_are_invalid(api: Api, alice: User, fields: dict[str, str]) -> None:
    answer = put(api(alice), alice, **fields)
    assert (answer.status_code, answer.json()) == (400, {"detail": "Invalid action"})
