"""The frame of the HTML site: navigation, account pages, static pages, errors."""

from typing import Any

import pytest

from apps.pages.models import Page
from apps.pages.services import page_save
from apps.users.models import User
from tests.pages.conftest import Visit
from tests.pages.html import parsed

pytestmark = pytest.mark.django_db


def test_visitors_are_offered_to_sign_in_and_to_sign_up(visit: Visit, settings: Any) -> None:
    links = parsed(visit().get("/")).texts("a")
    assert {"Sign in", "Sign up"} <= set(links)
    settings.REGISTER_ALLOWED = settings.LOGIN_ALLOWED = False
    assert not {"Sign in", "Sign up"} & set(parsed(visit().get("/")).texts("a"))


def test_users_are_offered_to_upload_and_to_sign_out(visit: Visit, alice: User, admin: User) -> None:
    page = parsed(visit(alice).get("/"))
    assert "Upload" in page.texts("a")
    assert "Sign out" in page.texts("button")
    assert "Administration" not in page.texts("a")
    assert "Administration" in parsed(visit(admin).get("/")).texts("a")


def test_the_first_thing_in_the_page_leads_to_the_content(visit: Visit) -> None:
    page = parsed(visit().get("/"))
    assert page.all("a")[0].attributes["href"] == "#main"
    assert page.one("main").attributes["id"] == "main"


def test_signing_in_and_out(visit: Visit, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    client = visit()
    form = parsed(client.get("/accounts/login/"))
    assert form.texts("label", for_="id_login") == ["Login:"]
    answer = client.post("/accounts/login/", {"login": "alice", "password": "correct horse"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Successfully signed in as" in parsed(client.get("/")).texts("ul", class_="messages")[0]
    client.post("/accounts/logout/")
    assert "Sign in" in parsed(client.get("/")).texts("a")


def test_a_wrong_password_is_told_beside_the_form(visit: Visit, alice: User) -> None:
    answer = visit().post("/accounts/login/", {"login": "alice", "password": "wrong"})
    assert answer.status_code == 200
    assert "not correct" in " ".join(parsed(answer).texts("ul", class_="errorlist nonfield"))


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/"],
)
def test_account_pages_stand_in_the_frame_of_the_site(path: str, visit: Visit) -> None:
    page = parsed(visit().get(path))
    assert page.one("form", role="search")
    assert page.texts("title")[0].endswith("- Harbour TV")


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/password/change/", "/accounts/logout/"])
def test_account_pages_of_users_stand_in_the_frame_of_the_site(path: str, visit: Visit, alice: User) -> None:
    alice.set_password("correct horse")
    alice.save()
    page = parsed(visit(alice).get(path))
    assert page.one("form", role="search")
    assert page.one("nav", aria_label="Account settings")


class TestStaticPages:
    def test_a_page_is_served_at_its_slug(self, visit: Visit) -> None:
        page_save(page=Page(slug="imprint", title="Imprint & more", description="<p>By <em>us</em></p>"))
        page = parsed(visit().get("/imprint"))
        assert page.texts("h1") == ["Imprint & more"]
        assert page.texts("em") == ["us"]

    def test_frames_in_a_page_get_a_sandbox_once(self) -> None:
        page = Page(slug="map", title="Map", description='<iframe src="https://example.org"></iframe>')
        first = page_save(page=page).description
        assert first.startswith('<iframe sandbox="allow-scripts allow-same-origin allow-presentation" src=')
        assert page_save(page=page).description == first

    def test_what_has_no_page_is_not_found(self, visit: Visit) -> None:
        answer = visit().get("/nothing-here")
        assert answer.status_code == 404
        assert parsed(answer).texts("h1") == ["Page not found"]

    def test_a_missing_slash_is_mended(self, visit: Visit) -> None:
        answer = visit().get("/admin?next=/x")
        assert (answer.status_code, answer["Location"]) == (301, "/admin/?next=/x")


def test_an_error_page_needs_no_context() -> None:
    from django.template.loader import render_to_string

    assert "Server Error (500)" in render_to_string("500.html")


def test_too_many_attempts_get_a_page(visit: Visit) -> None:
    answers = [visit().post("/accounts/password/reset/", {"email": "a@example.org"}) for _ in range(25)]
    assert answers[-1].status_code == 429
    assert parsed(answers[-1]).texts("h1") == ["Too many attempts"]
