"""The choice of a way to log in (spec/pages.md §8.1, spec/integrations.md §3)."""

import copy
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path

from apps.identity import login_urls
from apps.identity.models import LoginOption
from config.urls import urlpatterns as usual
from tests.media.factories import make_user
from tests.pages.html import Document, parsed
from tests.security.conftest import TEMPLATES

urlpatterns = [
    path("", include(login_urls.SELECTOR)),
    *(route for route in usual if getattr(route, "urlconf_module", None) is not login_urls),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

SAML = "/accounts/saml/uni/login/"
SYSTEM = "/accounts/login_system"


@pytest.fixture(autouse=True)
def _with_providers(settings: Any, empty_cache: None) -> None:
    settings.USE_IDENTITY_PROVIDERS = True
    settings.FRONTEND = "modern"


@pytest.fixture
def options(db: None) -> list[LoginOption]:
    """A university, the password form, and one that is switched off."""
    return [
        LoginOption.objects.create(title="Password", url=SYSTEM, ordering=2),
        LoginOption.objects.create(title="University", url=SAML, ordering=1),
        LoginOption.objects.create(title="Old", url="/old", active=False),
    ]


def offered(page: Document) -> dict[str, tuple[str, str]]:
    """Title → address and method of what the select offers."""
    found = page.all("option")[1:]
    return {
        option.text.strip(): (option.attributes["value"], option.attributes["data-method"])
        for option in found
    }


@pytest.mark.parametrize("address", ["/accounts/login", "/accounts/login/", "/accounts/loginfoo"])
def test_visitors_choose_how_to_log_in(address: str, client: Client, options: list[LoginOption]) -> None:
    page = parsed(client.get(address))

    assert offered(page) == {"University": (SAML, "post"), "Password": (SYSTEM, "get")}
    assert list(offered(page)) == ["University", "Password"]
    assert page.one("select").attributes["id"] == "loginOptionSelect"
    assert page.one("form", id="loginForm").attributes["method"] == "post"


def test_the_choice_works_without_javascript(client: Client, options: list[LoginOption]) -> None:
    page = parsed(client.get("/accounts/login/"))

    assert page.one("form", action=SAML).attributes["method"] == "post"
    assert page.one("a", href=SYSTEM).text == "Password"


def test_where_visitors_wanted_to_go_is_kept(client: Client, options: list[LoginOption]) -> None:
    page = parsed(client.get("/accounts/login/?next=/view%3Fm%3Dabc"))

    assert offered(page)["Password"][0] == f"{SYSTEM}?next=%2Fview%3Fm%3Dabc"
    assert offered(page)["University"][0] == f"{SAML}?next=%2Fview%3Fm%3Dabc"


def test_other_sites_are_no_place_to_go_to(client: Client, options: list[LoginOption]) -> None:
    page = parsed(client.get("/accounts/login/?next=https://evil.example/"))

    assert "evil" not in str(offered(page))


def test_the_token_of_the_form_stays_on_this_site(client: Client) -> None:
    LoginOption.objects.create(title="Elsewhere", url="https://login.example.edu/start")
    LoginOption.objects.create(title="Here", url="http://testserver/accounts/saml/uni/login/")
    LoginOption.objects.create(title="Script", url="javascript:alert(1)")

    page = parsed(client.get("/accounts/login/"))

    assert offered(page) == {
        "Elsewhere": ("https://login.example.edu/start", "get"),
        "Here": ("http://testserver/accounts/saml/uni/login/", "post"),
    }


def test_without_options_there_is_the_password_form(client: Client, db: None) -> None:
    answer = client.get("/accounts/login/?next=/latest")

    assert (answer.status_code, answer["Location"]) == (302, f"{SYSTEM}?next=%2Flatest")


def test_the_password_form_goes_to_its_own_address(client: Client, options: list[LoginOption]) -> None:
    user = make_user("ada")
    user.set_password("correct horse")
    user.save()

    page = parsed(client.get(f"{SYSTEM}?next=/latest"))
    form = page.one("form", action=SYSTEM)
    assert form.attributes["method"] == "post"
    answer = client.post(SYSTEM, {"login": "ada", "password": "correct horse", "next": "/latest"})

    assert (answer.status_code, answer["Location"]) == (302, "/latest")


def test_behind_a_login_wall_the_choice_leads_nowhere_in_circles(
    client: Client, options: list[LoginOption], settings: Any
) -> None:
    settings.GLOBAL_LOGIN_REQUIRED = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "apps.users.middleware.LoginRequiredMiddleware"]

    assert client.get("/latest")["Location"] == "/accounts/login/?next=/latest"
    assert client.get("/accounts/login/?next=/latest").status_code == 200
    assert client.get(f"{SYSTEM}?next=/latest").status_code == 200


def test_in_the_legacy_frontend_the_choice_has_its_title(
    client: Client, options: list[LoginOption], settings: Any
) -> None:
    settings.FRONTEND = "legacy"
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [str(TEMPLATES / "legacy/overrides"), str(TEMPLATES)]
    settings.TEMPLATES = engines

    assert parsed(client.get("/accounts/login/")).texts("title") == ["| Sign In"]
