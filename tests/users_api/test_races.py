"""Two requests at once (spec/pain-points.md §6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from apps.users.models import Channel, User
from tests.users_api.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def at_once(request: Callable[[APIClient, int], Any], user: User) -> list[Any]:
    """The answers to requests that a user sends at the same moment."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> Any:
        client = APIClient()
        client.force_authenticate(user)
        start.wait()
        try:
            return request(client, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, range(AT_ONCE)))


def test_one_user_name_is_given_once(manager: User) -> None:
    def create(client: APIClient, number: int) -> Any:
        new = {"username": "newbie", "password": PASSWORD, "email": f"{number}@example.org", "name": "N"}
        return client.post("/api/v1/users", new, format="json")

    answers = at_once(create, manager)
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400]
    refused = next(answer for answer in answers if answer.status_code == 400)
    assert refused.json() == {"detail": "A user with that username already exists."}
    assert Channel.objects.count() == 1


def test_one_token_is_made(alice: User) -> None:
    answers = at_once(lambda client, _: client.get("/api/v1/user/token"), alice)
    assert {answer.json()["token"] for answer in answers} == {Token.objects.get().key}


def test_a_user_is_deleted_once(alice: User) -> None:
    answers = at_once(lambda client, _: client.delete("/api/v1/users/alice"), alice)
    assert {answer.status_code for answer in answers} <= {204, 400}
    assert not User.objects.exists()
