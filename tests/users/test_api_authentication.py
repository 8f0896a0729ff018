"""How clients of the API say who they are, and what they are told (spec/api-media.md §3.1, §3.2)."""

import base64

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from tests.users.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LIST = "/api/v1/media"


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (basic("ada:wrong"), "Invalid username/password."),
        (basic("nobody:wrong"), "Invalid username/password."),
        ("Basic", "Invalid basic header. No credentials provided."),
        ("Basic a b", "Invalid basic header. Credentials string should not contain spaces."),
        ("Basic %%%", "Invalid basic header. Credentials not correctly base64 encoded."),
        ("Token", "Invalid token header. No credentials provided."),
        ("Token a b", "Invalid token header. Token string should not contain spaces."),
        ("Token unknown", "Invalid token."),
    ],
)
def test_bad_credentials_are_refused_with_403(client: Client, make_user, header: str, detail: str) -> None:
    make_user("ada")
    response = client.get(LIST, headers={"authorization": header})
    assert (response.status_code, response.json()) == (403, {"detail": detail})
    assert "WWW-Authenticate" not in response.headers


def test_inactive_users_are_refused(client: Client, make_user) -> None:
    user = make_user("ada", is_active=False)
    token = Token.objects.create(user=user)
    by_basic = client.get(LIST, headers={"authorization": basic(f"ada:{PASSWORD}")})
    by_token = client.get(LIST, headers={"authorization": f"Token {token.key}"})
    assert by_basic.json() == {"detail": "Invalid username/password."}
    assert by_token.json() == {"detail": "User inactive or deleted."}


@pytest.mark.parametrize("name", ["ada", "ada@example.org", "ADA@example.org", "ADA"])
def test_basic_takes_user_name_or_address(client: Client, make_user, name: str) -> None:
    make_user("ada")
    assert client.get(LIST, headers={"authorization": basic(f"{name}:{PASSWORD}")}).status_code == 200


class TestGuessing:
    """Basic is a way to guess passwords like any other (spec/pain-points.md S13)."""

    def test_an_account_is_closed_after_five_failures(self, client: Client, make_user) -> None:
        make_user("ada")
        for number in range(5):
            address = f"192.0.2.{number}"
            answer = client.get(LIST, headers={"authorization": basic("ada:wrong")}, REMOTE_ADDR=address)
            assert (answer.status_code, answer.json()) == (403, {"detail": "Invalid username/password."})
        right = {"authorization": basic(f"ADA:{PASSWORD}")}
        answer = client.get(LIST, headers=right, REMOTE_ADDR="192.0.2.9")
        assert answer.status_code == 429
        assert answer.json() == {"detail": "Too many failed login attempts. Try again later."}
        assert client.get(LIST).status_code == 200

    def test_failures_count_together_with_those_of_the_login(self, client: Client, make_user) -> None:
        make_user("ada")
        for number in range(5):
            client.get(LIST, headers={"authorization": basic("ada:wrong")}, REMOTE_ADDR=f"192.0.2.{number}")
        answer = client.post("/api/v1/login", {"username": "ada", "password": PASSWORD})
        assert answer.status_code == 429

    def test_an_address_is_refused_after_ten_failures(self, client: Client, make_user) -> None:
        make_user("ada")
        for number in range(10):
            client.get(LIST, headers={"authorization": basic(f"user{number}:wrong")})
        assert client.get(LIST, headers={"authorization": basic(f"ada:{PASSWORD}")}).status_code == 429

    def test_requests_that_succeed_do_not_count(self, client: Client, make_user) -> None:
        make_user("ada")
        for _ in range(12):
            right = {"authorization": basic(f"ada:{PASSWORD}")}
            assert client.get(LIST, headers=right).status_code == 200


def test_other_schemes_are_no_credentials(client: Client) -> None:
    assert client.get(LIST, headers={"authorization": "Bearer x"}).status_code == 200


def test_the_session_comes_first(client: Client, make_user) -> None:
    client.force_login(make_user("ada"))
    assert client.get(LIST, headers={"authorization": "Token unknown"}).status_code == 200


def test_a_session_needs_the_csrf_token_to_write(make_user) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("ada"))
    client.get("/accounts/email/")  # sets the cookie
    response = client.post(LIST)
    assert (response.status_code, response.json()) == (403, {"detail": "CSRF Failed: CSRF token missing."})


# -- approval -------------------------------------------------------------------------------------------


@pytest.fixture
def approval(settings):
    """A portal that asks for approval."""
    settings.USERS_NEEDS_TO_BE_APPROVED = True
    settings.AUTHENTICATION_BACKENDS = [
        "cms.auth_backends.ApprovalBackend",
        *settings.AUTHENTICATION_BACKENDS,
    ]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "cms.middleware.ApprovalMiddleware"]


@pytest.mark.usefixtures("approval")
@pytest.mark.parametrize("approved", [False, None])
def test_users_who_wait_for_approval_are_refused_however_they_come(
    client: Client, make_user, approved
) -> None:
    user = make_user("ada", is_approved=approved)
    token = Token.objects.create(user=user)
    refused = (403, {"detail": "User account not approved."})
    for header in (basic(f"ada:{PASSWORD}"), basic(f"ada@example.org:{PASSWORD}"), f"Token {token.key}"):
        response = client.get(LIST, headers={"authorization": header})
        assert (response.status_code, response.json()) == refused
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(LIST)
    assert (response.status_code, response.json()) == refused


@pytest.mark.usefixtures("approval")
@pytest.mark.parametrize("fields", [{"is_approved": True}, {"is_superuser": True}])
def test_approved_users_and_superusers_get_through(client: Client, make_user, fields) -> None:
    make_user("ada", **fields)
    assert client.get(LIST, headers={"authorization": basic(f"ada:{PASSWORD}")}).status_code == 200


@pytest.mark.usefixtures("approval")
def test_pages_lead_users_who_wait_to_the_page_that_says_so(client: Client, make_user) -> None:
    response = client.post("/accounts/login/", {"login": make_user("ada").username, "password": PASSWORD})
    assert response.status_code == 302
    page = client.get("/accounts/email/")
    assert (page.status_code, page.url) == (302, "/approval_required/")
    assert client.get("/accounts/logout/").status_code == 200


@pytest.mark.usefixtures("approval")
def test_a_login_of_an_approved_user_names_the_legacy_backend(client: Client, make_user) -> None:
    make_user("ada", is_approved=True)
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert client.session["_auth_user_backend"] == "cms.auth_backends.ApprovalBackend"


# -- login wall -----------------------------------------------------------------------------------------


@pytest.fixture
def wall(settings):
    """A portal for users who are logged in."""
    settings.GLOBAL_LOGIN_REQUIRED = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "apps.users.middleware.LoginRequiredMiddleware"]
    return settings


@pytest.mark.usefixtures("wall")
def test_behind_the_wall_the_api_is_closed_too(client: Client, make_user) -> None:
    response = client.get(LIST)
    assert response.status_code == 403
    assert response.json() == {"detail": "Authentication credentials were not provided."}
    token = Token.objects.create(user=make_user("ada"))
    assert client.get(LIST, headers={"authorization": f"Token {token.key}"}).status_code == 200


@pytest.mark.usefixtures("wall")
def test_behind_the_wall_the_web_server_is_told_no_and_not_sent_to_a_page(client: Client) -> None:
    answer = client.get("/api/v1/media-auth", headers={"x-original-uri": "/media/original/x"})
    assert answer.status_code == 403


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(
    "path",
    [
        *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/confirm-email/"),
        *("/accounts/inactive/", "/admin/login/", "/healthz", "/readyz"),
    ],
)
def test_what_is_needed_to_get_in_stays_open(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200, response.get("location")


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize("path", ["/accounts/3rdparty/login/error/", "/accounts/email/", "/x"])
def test_everything_else_leads_to_the_login_page(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={path}"


@pytest.mark.usefixtures("wall")
def test_the_language_can_be_chosen_before_logging_in(client: Client) -> None:
    response = client.post("/i18n/setlang/", {"language": "de", "next": "/accounts/login/"})
    assert (response.status_code, response.url) == (302, "/accounts/login/")
    assert client.cookies["django_language"].value == "de"


@pytest.mark.parametrize("path", ["/i18n/setlang/", "/robots.txt"])
def test_the_legacy_frontend_is_closed_as_it_always_was(client: Client, wall, path: str) -> None:
    """spec/access.md §5."""
    wall.FRONTEND = "legacy"
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={path}")


def test_choosing_how_to_log_in_does_not_lead_in_a_circle(client: Client, wall) -> None:
    wall.USE_IDENTITY_PROVIDERS = True
    assert client.get("/accounts/login/").status_code == 200
