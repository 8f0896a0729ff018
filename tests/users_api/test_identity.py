"""``GET /api/v1/whoami`` and ``GET /api/v1/user/token`` (spec/api-users.md §4, §5)."""

import re
from collections.abc import Callable

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from apps.users.models import User
from apps.users.services import user_created
from tests.users_api.conftest import CREDENTIALS

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


def test_whoami_has_the_fields_in_their_order(api: Api, alice: User) -> None:
    user_created(alice)
    channel = alice.channels.get()
    body = api(alice).get("/api/v1/whoami").json()
    assert body.pop("date_added")
    assert list(body.items()) == [
        ("description", ""),
        ("name", "Alice Liddell"),
        ("is_featured", False),
        ("thumbnail_url", "http://testserver/media/userlogos/user.jpg"),
        ("banner_thumbnail_url", "/media/userlogos/banner.jpg"),
        ("url", "http://testserver/user/alice/"),
        ("username", "alice"),
        ("media_info", {"results": [], "user_media": "/api/v1/media?author=alice"}),
        ("api_url", "http://testserver/api/v1/users/alice"),
        ("edit_url", "/user/alice/edit"),
        ("default_channel_edit_url", f"/channel/{channel.friendly_token}/edit"),
    ]


def test_users_without_channel_are_legal(api: Api, alice: User) -> None:
    body = api(alice).get("/api/v1/whoami").json()
    assert (body["banner_thumbnail_url"], body["default_channel_edit_url"]) == (None, None)


def test_the_oldest_channel_counts(api: Api, alice: User) -> None:
    alice.channels.create(title="default", friendly_token="first")
    alice.channels.create(title="default", friendly_token="second")
    assert api(alice).get("/api/v1/whoami").json()["default_channel_edit_url"] == "/channel/first/edit"


def test_without_logo_its_address_is_that_of_the_request(api: Api, alice: User) -> None:
    User.objects.update(logo="")
    body = api(alice).get("/api/v1/whoami?a=b").json()
    assert body["thumbnail_url"] == "http://testserver/api/v1/whoami?a=b"


def test_names_are_percent_encoded_in_addresses(api: Api, alice: User) -> None:
    User.objects.update(username="a b/ü")
    body = api(User.objects.get()).get("/api/v1/whoami").json()
    assert body["url"] == "http://testserver/user/a%20b%2F%C3%BC/"
    assert body["edit_url"] == "/user/a%20b%2F%C3%BC/edit"
    assert body["media_info"]["user_media"] == "/api/v1/media?author=a%20b%2Fü"
    assert api().get("/api/v1/users").json()["results"][0]["username"] == "a b/ü"


@pytest.mark.parametrize("path", ["/api/v1/whoami", "/api/v1/user/token"])
def test_anonymous_requests_are_refused(api: Api, path: str) -> None:
    for method in ("get", "options", "post"):
        answer = getattr(api(), method)(path)
        assert (answer.status_code, answer.json()) == (403, CREDENTIALS)


def test_there_is_one_token_and_it_opens_the_api(api: Api, alice: User) -> None:
    token = api(alice).get("/api/v1/user/token").json()["token"]
    assert re.fullmatch("[0-9a-f]{40}", token)
    assert api(alice).get("/api/v1/user/token").json() == {"token": token}
    answer = api().get("/api/v1/whoami", headers={"Authorization": f"Token {token}"})
    assert answer.json()["username"] == "alice"
    assert Token.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/whoami", "User Whoami"),
        ("/api/v1/user/token", "User Token"),
        ("/api/v1/login", "Login"),
        ("/api/v1/users", "User List"),
        ("/api/v1/users/alice", "User Detail"),
        ("/api/v1/users/alice/contact", "Contact User"),
        ("/api/v1/manage_users", "User List"),
        ("/api/v1/tasks", "Tasks List"),
        ("/api/v1/encode_profiles/", "Encode Profile List"),
    ],
)
def test_options_name_the_endpoint(api: Api, root: User, path: str, name: str) -> None:
    assert api(root).options(path).json()["name"] == name


@pytest.mark.parametrize("path", ["/api/v1/users", "/api/v1/users/root", "/api/v1/manage_users"])
def test_browsers_get_a_page(api: Api, root: User, path: str) -> None:
    answer = api(root).get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/api/v1/whoami/", "/api/v1/user/token/", "/api/v1/users/a+b"])
def test_other_forms_of_the_addresses_do_not_exist(api: Api, alice: User, path: str) -> None:
    answer = api(alice).get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_login_of_the_browsable_api_is_that_of_the_portal(api: Api) -> None:
    answer = api().get("/api-auth/login/?next=/api/v1/whoami")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/api/v1/whoami")
