"""Which address shows what, to whom."""

from typing import Any

import pytest
from django.urls import reverse

from apps.pages.models import Page
from apps.users.models import Channel, User
from tests.media.factories import make_media
from tests.pages_legacy.conftest import Browser


@pytest.mark.parametrize(
    ("path", "mount"),
    [
        ("/", "page-home"),
        ("/popular", "page-recommended"),
        ("/tagsXYZ", "page-tags"),
        ("/members/x", "page-members"),
        ("/playlists/nope", "page-playlist"),
        ("/playlist/", "page-playlist"),
    ],
)
def test_everybody_sees_the_listings(browser: Browser, path: str, mount: str) -> None:
    response = browser().get(path)

    assert response.status_code == 200
    assert f'<div id="{mount}"></div>'.encode() in response.content


@pytest.mark.parametrize(
    "path",
    [
        *("/tos/", "/categories/", "/manage/media/", "/playlists/x/", "/a/b"),
        "/nothing",
        "/favicon.ico",
        "/error",
    ],
)
def test_other_addresses_are_not_found(browser: Browser, path: str) -> None:
    response = browser().get(path)

    assert response.status_code == 404
    assert b"you are lost!" in response.content


@pytest.mark.parametrize("path", ["/upload", "/edit?m=x", "/manage/users", "/user/alice/edit"])
def test_visitors_are_sent_to_the_login(browser: Browser, path: str) -> None:
    response = browser().get(path)

    assert response["Location"] == "/accounts/login/?next=" + path.replace("?", "%3F").replace("=", "%3D")


@pytest.mark.parametrize("page", ["edit", "publish", "add_subtitle", "edit_video", "edit_chapters"])
def test_strangers_are_sent_home_from_the_edit_pages(
    browser: Browser, alice: User, bob: User, page: str
) -> None:
    media = make_media(alice)

    assert browser(bob).get(f"/{page}?m={media.friendly_token}")["Location"] == "/"
    assert browser(bob).get(f"/{page}?m=%00")["Location"] == "/"
    assert browser(alice).get(f"/{page}?m= {media.friendly_token} ").status_code == 200


def test_only_editors_manage(browser: Browser, alice: User, editor: User) -> None:
    assert browser(alice).get("/manage/media")["Location"] == "/"
    assert browser(editor).get("/manage/comments").status_code == 200


@pytest.mark.parametrize(("setting", "status"), [("all", 200), ("editors", 302), ("admins", 302)])
def test_the_members_page_is_for_whoever_may_list_them(
    browser: Browser, settings: Any, setting: str, status: int
) -> None:
    settings.CAN_SEE_MEMBERS_PAGE = setting

    assert browser().get("/members").status_code == status


def test_profiles_of_nobody_lead_to_the_members(browser: Browser) -> None:
    for path in ("/user/", "/user/nobody", "/user/nobody/about"):
        assert browser().get(path)["Location"] == "/members"


def test_what_is_shared_is_shown_to_oneself_only(browser: Browser, alice: User, editor: User) -> None:
    assert browser(alice).get("/user/alice/shared_with_me").status_code == 200
    assert browser(editor).get("/user/alice/shared_by_me")["Location"] == "/"
    assert browser().get("/user/alice/shared_by_me")["Location"] == "/"


def test_a_channel_leads_to_its_owner(browser: Browser, alice: User) -> None:
    channel = Channel.objects.create(user=alice, title="default")

    assert browser().get(f"/channel/{channel.friendly_token}")["Location"] == "/user/alice/"
    assert browser().get("/channel/none")["Location"] == "/members"


def test_names_of_routes_are_the_legacy_ones(db: None) -> None:
    assert reverse("get_user", args=["al"]) == "/user/al/"
    assert reverse("get_playlist", args=["t"]).endswith("/t")
    assert reverse("upload_media") == "/upload"


def test_administrators_write_pages(browser: Browser) -> None:
    Page.objects.create(slug="rules", title="A & B", description="<p>Be kind</p>")

    html = browser().get("/rules").content.decode()

    assert "<h1>A &amp; B</h1>" in html
    assert "<p>Be kind</p>" in html


def test_a_page_can_take_the_place_of_about(browser: Browser) -> None:
    Page.objects.create(slug="about", title="Us", description="<p>We</p>")

    assert b"<p>We</p>" in browser().get("/about").content


def test_a_missing_slash_is_mended(browser: Browser) -> None:
    assert browser().get("/admin?x=1")["Location"] == "/admin/?x=1"
    assert browser().get("/nothing").status_code == 404


def test_the_approval_page_exists_where_it_is_needed(browser: Browser, settings: Any) -> None:
    assert browser().get("/approval_required/").status_code == 404
    settings.USERS_NEEDS_TO_BE_APPROVED = True
    assert b"Account Pending Approval" in browser().get("/approval_required/").content


def test_the_modern_frontend_answers_at_the_same_addresses(browser: Browser, settings: Any) -> None:
    settings.FRONTEND = "modern"

    assert browser().get("/").status_code == 200
    assert browser().get("/user/nobody/edit").status_code == 404


def test_the_uploader_is_for_those_who_may_upload(browser: Browser, alice: User, settings: Any) -> None:
    assert b'id="qq-template"' in browser(alice).get("/upload").content
    settings.CAN_ADD_MEDIA = "advancedUser"
    refused = browser(alice).get("/uploadfoo").content
    assert b'id="qq-template"' not in refused
    assert settings.CANNOT_ADD_MEDIA_MESSAGE.encode() in refused
    assert settings.CANNOT_ADD_MEDIA_MESSAGE.encode() in browser(alice).get("/record_screen").content


def test_languages_are_offered(browser: Browser) -> None:
    html = browser(headers={"accept-language": "el"}).get("/setlanguage").content.decode()

    assert '<option value="el" lang="el" selected>Ελληνικά (el)</option>' in html


def test_forms_without_a_token_are_refused_on_the_page_that_old_clients_know(browser: Browser) -> None:
    response = browser(enforce_csrf_checks=True).post("/contact", {})

    assert response.status_code == 403
    assert b"<title>403 Forbidden</title>" in response.content


def test_account_pages_are_in_the_shell(browser: Browser, alice: User) -> None:
    pages = {
        "/accounts/login/": " | Sign In",
        "/accounts/login": " | Sign In",
        "/accounts/signup/": " | Sign Up",
        "/accounts/password/reset/": " | Password Reset",
        "/accounts/inactive/": " | Account Inactive",
        "/accounts/confirm-email/": " | Verify Your E-mail Address",
        "/accounts/confirm-email/wrong/": " | Confirm E-mail Address",
        "/accounts/password/reset/key/1-x/": " | Change Password",
    }
    for path, title in pages.items():
        html = browser().get(path).content.decode()
        assert f"<title>{title}</title>" in html
        assert 'src="/static/js/base.js' in html


def test_a_closed_sign_up_says_so(browser: Browser, settings: Any) -> None:
    settings.USERS_CAN_SELF_REGISTER = False

    assert b"<title> | Sign Up Closed</title>" in browser().get("/accounts/signup/").content
