"""Media edited with the legacy frontend: cut, chapters, a new file, a recording; pages of administrators."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Contexts
from tests.e2e.content import Content
from tests.e2e.portal import Portal
from tests.e2e.stand_in import assert_booted
from tests.e2e.steps import expect_message, media
from tests.e2e.watcher import Watcher

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

# A screen and a voice that need no person to allow them.
FAKE_DEVICES = """
navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    setInterval(() => context.fillRect(Math.random() * 300, Math.random() * 150, 20, 20), 40);
    return canvas.captureStream(25);
};
navigator.mediaDevices.getUserMedia = async () => {
    const audio = new AudioContext();
    const tone = new OscillatorNode(audio);
    const target = audio.createMediaStreamDestination();
    tone.connect(target);
    tone.start();
    return target.stream;
};
"""


def test_a_cut_is_asked_for(legacy: Portal, contexts: Contexts, content: Content) -> None:
    with contexts(legacy, "alice").new_page() as page:
        watcher = Watcher(page)
        page.goto(f"/edit_video?m={content.video}")
        assert_booted(page)
        page.get_by_role("button", name="Save as Copy").click()
        expect(page.get_by_role("status")).to_contain_text("Saved:")
        assert watcher.problems == []


def test_chapters_are_saved(legacy: Portal, contexts: Contexts, content: Content) -> None:
    with contexts(legacy, "alice").new_page() as page:
        watcher = Watcher(page)
        page.goto(f"/edit_chapters?m={content.video}")
        assert_booted(page)
        page.get_by_label("Chapter title").fill("Open sea")
        page.get_by_role("button", name="Split").click()
        page.get_by_role("button", name="Save Chapters").click()
        expect(page.get_by_role("status")).to_have_text("Saved: 3")
        titles = [chapter["chapterTitle"] for chapter in media(page, content.video)["chapter_data"]]
        assert titles == ["Quay", "Boats", "Open sea"]
        assert watcher.problems == []


def test_another_file_takes_the_place_of_the_one_there_is(
    legacy: Portal, contexts: Contexts, content: Content, tmp_path: Path
) -> None:
    picture = tmp_path / "storm.png"
    Image.radial_gradient("L").rotate(45).save(picture)
    with contexts(legacy, "alice").new_page() as page:
        page.goto(f"/replace_media?m={content.private}")
        page.get_by_label("New Media File").set_input_files(picture)
        page.get_by_role("button", name="Replace Media").click()
        expect_message(page, "Media file was replaced successfully")
        assert_booted(page, "media")
        found = media(page, content.private)
        assert "storm" in found["original_media_url"]
        assert found["state"] == "private"


def test_a_profile_is_edited(legacy: Portal, contexts: Contexts, tmp_path: Path) -> None:
    logo = tmp_path / "bob.png"
    Image.radial_gradient("L").save(logo)
    with contexts(legacy, "bob").new_page() as page:
        page.goto("/user/bob/edit")
        page.get_by_label("About me").fill("Keeps the lighthouse.")
        page.locator("[name=logo]").set_input_files(logo)
        page.get_by_role("button", name="Update Profile").click()
        page.wait_for_url("**/user/bob/")
        assert_booted(page, "profile-media")
        found = page.request.get("/api/v1/users/bob").json()
        assert found["description"] == "Keeps the lighthouse."


def test_a_recording_is_uploaded(legacy: Portal, contexts: Contexts) -> None:
    with contexts(legacy, "bob").new_page() as page:
        watcher = Watcher(page)
        page.add_init_script(FAKE_DEVICES)
        page.goto("/record_screen")
        assert_booted(page)
        page.get_by_role("button", name="Start Recording").click()
        expect(page.get_by_role("button", name="Stop Recording")).to_be_enabled()
        page.evaluate("new Promise((done) => setTimeout(done, 1000))")
        page.get_by_role("button", name="Stop Recording").click()
        page.wait_for_url("**/view?m=*")
        token = parse_qs(urlsplit(page.url).query)["m"][0]
        assert media(page, token)["title"].startswith("screen-recording-")
        assert watcher.problems == []


def test_an_administrator_writes_a_page_in_the_editor(legacy: Portal, contexts: Contexts) -> None:
    with contexts(legacy, "admin").new_page() as page:
        watcher = Watcher(page)
        page.goto("/admin/files/page/add/")
        page.locator("[name=slug]").fill("tides")
        page.locator("[name=title]").fill("Tides")
        write(page, "High water at noon.")
        page.locator("[name=_save]").click()
        page.wait_for_url("**/admin/files/page/")
        assert watcher.problems == []
        page.goto("/tides")
        assert_booted(page, "base")
        expect(page.get_by_role("heading", name="Tides")).to_be_visible()
        expect(page.locator(".custom-page-wrapper")).to_contain_text("High water at noon.")


def write(page: Page, text: str) -> None:
    """Type into the rich-text editor."""
    body = page.frame_locator("iframe.tox-edit-area__iframe").locator("body")
    expect(body).to_be_editable()
    body.click()
    page.keyboard.type(text)
