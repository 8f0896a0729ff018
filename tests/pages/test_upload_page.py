"""The upload form as browsers without JavaScript send it."""

import io
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import png
from tests.pages.conftest import Visit
from tests.pages.html import parsed

pytestmark = pytest.mark.django_db


def send(client: Client, **fields: Any) -> HttpResponse:
    """Post the form with a picture unless it names another file."""
    return client.post("/upload", {"media_file": png(), "title": "", "description": ""} | fields)


def test_visitors_are_asked_to_sign_in(visit: Visit) -> None:
    answer = visit().get("/upload")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/upload")


def test_an_upload_leads_to_its_page(visit: Visit, alice: User) -> None:
    answer = send(visit(alice), title="Evening", description="by the sea")
    media = Media.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/view?m={media.friendly_token}")
    assert (media.title, media.description, media.user) == ("Evening", "by the sea", alice)
    assert (media.media_type, media.encoding_status) == ("image", "success")


def test_the_name_of_the_file_is_the_title_of_last_resort(visit: Visit, alice: User) -> None:
    send(visit(alice))
    assert Media.objects.get().title == "picture.png"


def test_a_form_without_a_file_is_shown_again_with_the_error(visit: Visit, alice: User) -> None:
    answer = send(visit(alice), media_file="", title="Evening")
    assert answer.status_code == 200
    page = parsed(answer)
    assert page.texts("ul", class_="errorlist") == ["This field is required."]
    assert page.one("input", id="id_title").attributes["value"] == "Evening"


def test_too_large_a_file_is_refused(visit: Visit, alice: User, settings: Any) -> None:
    settings.UPLOAD_MAX_SIZE = 100
    answer = send(visit(alice), media_file=io.BytesIO(b"x" * 101))
    assert "File too large" in parsed(answer).texts("ul", class_="errorlist")[0]
    assert not Media.objects.exists()


def test_who_may_not_upload_is_told_so(visit: Visit, alice: User, settings: Any) -> None:
    settings.CAN_ADD_MEDIA = "advancedUser"
    settings.CANNOT_ADD_MEDIA_MESSAGE = "Members only, <sorry>."
    page = parsed(visit(alice).get("/upload"))
    assert page.texts("p", class_="message warning") == ["Members only, <sorry>."]
    assert not page.all("input", type="file")
    assert send(visit(alice)).status_code == 403
    assert not Media.objects.exists()


def test_a_form_from_elsewhere_is_refused(visit: Visit, alice: User) -> None:
    answer = send(visit(alice, enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert parsed(answer).texts("h1") == ["Form expired"]
    assert not Media.objects.exists()


def test_the_script_learns_the_limits_of_the_portal(visit: Visit, alice: User, settings: Any) -> None:
    settings.UPLOAD_MAX_SIZE = 5000
    form = parsed(visit(alice).get("/upload")).one("form", method="post", action="/upload")
    assert form.attributes["data-max-size"] == "5000"
    assert form.attributes["data-api"] == "/api/v1/media"
