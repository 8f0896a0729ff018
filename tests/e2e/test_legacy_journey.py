"""What people do with the legacy frontend, from signing up to signing out.

Forms of the server are clicked; what the prebuilt frontend does by script, the stand-in does.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, Page, expect

from tests.e2e.conftest import Contexts
from tests.e2e.content import small_clip
from tests.e2e.mailbox import Mailbox, text_of
from tests.e2e.portal import Portal
from tests.e2e.seed import PASSWORD
from tests.e2e.stand_in import assert_booted
from tests.e2e.steps import expect_message, media
from tests.e2e.watcher import Watcher

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

EMAIL = "nora@example.org"
SUBRIP = b"1\n00:00:00,000 --> 00:00:01,000\nA quay\n"


@pytest.fixture(scope="module")
def large_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that the uploader sends in parts: a small one with some megabytes that players skip."""
    path = small_clip(tmp_path_factory.mktemp("clip") / "voyage.mp4")
    skipped = 5_000_000
    path.write_bytes(path.read_bytes() + struct.pack(">I", skipped) + b"free" + bytes(skipped - 8))
    return path


@pytest.fixture
def visitor(browser: Browser, legacy: Portal) -> Iterator[Page]:
    """A page of a new visitor."""
    context = browser.new_context(base_url=legacy.url)
    yield context.new_page()
    context.close()


def test_from_sign_up_to_sign_out(
    visitor: Page, legacy: Portal, mailbox: Mailbox, large_clip: Path, contexts: Contexts
) -> None:
    watcher = Watcher(visitor)
    sign_up(visitor)
    confirm_address(visitor, legacy, mailbox)
    token = upload(visitor, large_clip)
    edit_metadata(visitor, token)
    publish(visitor, token)
    share_with_bob(visitor, token)
    assert contexts(legacy, "bob").request.get(f"/api/v1/media/{token}").status == 200
    assert contexts(legacy, "anonymous").request.get(f"/api/v1/media/{token}").status == 400
    add_captions(visitor, token)
    edit_captions(visitor, token)
    delete_captions(visitor, token)
    sign_out(visitor)
    assert watcher.problems == []


def sign_up(page: Page) -> None:
    """Register, by the link in the header."""
    page.goto("/")
    assert_booted(page, "index")
    page.get_by_role("link", name="Register").click()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Username").fill("nora")
    page.get_by_label("Name", exact=True).or_(page.get_by_label("Name:", exact=True)).fill("Nora Haven")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign Up").click()
    expect_message(page, f"onfirmation email sent to {EMAIL}", f"onfirmation e-mail sent to {EMAIL}")


def confirm_address(page: Page, portal: Portal, mailbox: Mailbox) -> None:
    """Follow the link in the mail that came."""
    mail = mailbox.wait_for(EMAIL, "Confirm")
    page.goto(link_in(text_of(mail), portal, "confirm-email"))
    page.get_by_role("button", name="Confirm").click()
    expect_message(page, f"You have confirmed {EMAIL}")


def upload(page: Page, path: Path) -> str:
    """Upload a file in parts, and return the token of the media."""
    page.get_by_role("link", name="Upload", exact=True).click()
    assert_booted(page, "add-media")
    page.get_by_label("Browse your files").set_input_files(path)
    link = page.get_by_role("link", name="View media")
    expect(link).to_be_visible(timeout=30_000)
    link.click()
    page.wait_for_url("**/view?m=*")
    assert_booted(page, "media")
    expect(page.get_by_role("heading", name="voyage.mp4")).to_be_visible()
    return parse_qs(urlsplit(page.url).query)["m"][0]


def edit_metadata(page: Page, token: str) -> None:
    """Give the media a title, tags, and a description."""
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Title").fill("</script><b>Voyage</b>")
    page.get_by_label("Tags").fill("sea, travel, sea")
    page.get_by_label("Description").fill("At 00:01 the boats leave.")
    page.get_by_role("button", name="Update Media").click()
    expect_message(page, "Media was edited")
    assert_booted(page, "media")
    found = media(page, token)
    assert found["title"] == "Voyage"
    assert [tag["title"] for tag in found["tags_info"]] == ["sea", "travel"]


def publish(page: Page, token: str) -> None:
    """Put the media into a category, for whoever has the link."""
    page.goto(f"/edit?m={token}")
    page.locator(".media-edit-nav").get_by_role("link", name="Publish").click()
    assert_booted(page)
    page.get_by_role("button", name="Film").click()
    expect(page.locator("#unlisted-hint")).to_be_hidden()
    page.get_by_label("Unlisted").check()
    expect(page.locator("#unlisted-hint")).to_be_visible()
    page.get_by_role("button", name="Publish Media").click()
    expect_message(page, "Media was edited")
    found = media(page, token)
    assert found["state"] == "unlisted"
    assert [category["title"] for category in found["categories_info"]] == ["Film"]


def share_with_bob(page: Page, token: str) -> None:
    """Close the media to all but bob: by the form, and as the bulk dialog does it."""
    page.goto(f"/publish?m={token}")
    page.get_by_label("Private").check()
    page.get_by_label("Shared").check()
    expect(page.locator("#shared-info")).to_be_visible()
    page.get_by_role("button", name="Publish Media").click()
    expect_message(page, "Media was edited")
    action = {"action": "set_ownership", "media_ids": [token], "ownership_type": "viewer", "users": ["bob"]}
    assert post(page, "/api/v1/media/user/bulk_actions", action).status == 200
    found = media(page, token)
    assert (found["state"], found["is_shared"]) == ("private", True)


def add_captions(page: Page, token: str) -> None:
    """Upload a SubRip file."""
    page.goto(f"/add_subtitle?m={token}")
    captions = {"name": "voyage.srt", "mimeType": "application/x-subrip", "buffer": SUBRIP}
    page.get_by_label("Upload Caption File").set_input_files([captions])
    page.get_by_label("Language").select_option(label="en-English")
    page.get_by_role("button", name="Submit").last.click()
    expect_message(page, "Caption was added!")
    assert_booted(page, "media")
    (track,) = media(page, token)["subtitles_info"]
    assert "A quay" in page.request.get(track["src"]).text()


def edit_captions(page: Page, token: str) -> None:
    """Change their text; first to something that is none."""
    page.goto(f"/add_subtitle?m={token}")
    page.get_by_role("link", name="English").click()
    text = page.get_by_label("Subtitle")
    assert text.input_value().startswith("WEBVTT")
    changed = text.input_value().replace("A quay", "A long quay")
    text.fill("nonsense")
    page.get_by_role("button", name="SAVE").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
    text.fill(changed)
    page.get_by_role("button", name="SAVE").click()
    expect_message(page, "Caption was edited")
    (track,) = media(page, token)["subtitles_info"]
    assert "A long quay" in page.request.get(track["src"]).text()


def delete_captions(page: Page, token: str) -> None:
    """Take them away, after being asked."""
    page.goto(f"/add_subtitle?m={token}")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="DELETE").click()
    page.get_by_role("button", name="DELETE SUBTITLE").click()
    expect_message(page, "Caption was deleted")
    assert media(page, token)["subtitles_info"] == []


def sign_out(page: Page) -> None:
    """Leave, by the link in the header."""
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign Out").click()
    expect_message(page, "You have signed out.")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_forgotten_password_is_reset_by_the_mailed_link(
    visitor: Page, legacy: Portal, mailbox: Mailbox
) -> None:
    visitor.goto("/accounts/login/")
    visitor.get_by_role("link", name="Forgot your password?").click()
    visitor.get_by_label("Email").fill("rosa@example.org")
    visitor.get_by_role("button", name="Reset My Password").click()
    mail = mailbox.wait_for("rosa@example.org", "Password Reset")
    visitor.goto(link_in(text_of(mail), legacy, "password/reset/key"))
    visitor.locator("[name=password1]").fill(f"{PASSWORD}-new")
    visitor.locator("[name=password2]").fill(f"{PASSWORD}-new")
    visitor.get_by_role("button", name="change password").click()
    expect_message(visitor, "Successfully signed in as Rosa.")


def test_a_message_of_a_visitor_reaches_the_operators(visitor: Page, mailbox: Mailbox) -> None:
    visitor.goto("/contact")
    visitor.get_by_label("Your email").fill("guest@example.org")
    visitor.get_by_label("Please add your message").fill("The foghorn is too loud.")
    visitor.get_by_role("button", name="Submit").click()
    expect(visitor.get_by_role("heading", name="Message was sent!")).to_be_visible()
    mail = mailbox.wait_for("info@mediacms.io", "Contact form message received")
    assert mail["Reply-To"] == "guest@example.org"
    assert "The foghorn is too loud." in text_of(mail)


def test_the_language_can_be_chosen(visitor: Page) -> None:
    visitor.goto("/setlanguage")
    visitor.get_by_label("Select").select_option("de")
    visitor.get_by_role("button", name="Go").click()
    visitor.goto("/accounts/login/")
    assert_booted(visitor)
    expect(visitor.get_by_label("Passwort")).to_be_visible()


def test_messages_can_be_closed(visitor: Page) -> None:
    visitor.goto("/accounts/login/")
    visitor.get_by_label("Login").fill("bob")
    visitor.locator("[name=password]").fill(PASSWORD)
    visitor.get_by_role("button", name="Sign In").click()
    expect_message(visitor, "Successfully signed in as Bob.")
    visitor.get_by_role("button", name="Close").click()
    expect(visitor.locator(".alert")).to_have_count(0)


# -- parts ---------------------------------------------------------------------------------------------------


def post(page: Page, path: str, body: dict) -> APIResponse:
    """Send what a script of the frontend sends."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    return page.request.post(path, data=body, headers={"X-CSRFToken": cookies["csrftoken"]})


def link_in(text: str, portal: Portal, part: str) -> str:
    """The link with `part` in a mail; it leads to the portal and nowhere else."""
    found = re.search(rf"{re.escape(portal.url)}/accounts/{part}\S+", text)
    assert found, text
    return found[0]
