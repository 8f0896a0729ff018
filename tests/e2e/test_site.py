"""The HTML site: without JavaScript, under a strict policy, on a phone; uploads that go wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import sign_in
from tests.e2e.portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

# hls.js feeds the player through a blob.
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; media-src 'self' blob:"
# The policy forbids what Playwright waits with.
PLAY_A_SECOND = """async () => {
    const video = document.querySelector("video");
    await video.play();
    await new Promise((done) => video.addEventListener("timeupdate", () => video.currentTime > 1 && done()));
}"""
DROP = """async ([selector, name]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["words"], name, {type: "text/plain"}));
    const target = document.querySelector(selector);
    for (const type of ["dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
    }
}"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small picture."""
    path = tmp_path / "lighthouse.png"
    Image.radial_gradient("L").save(path)
    return path


@pytest.fixture
def plain_page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A page of a browser without JavaScript."""
    context = browser.new_context(base_url=portal.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_everything_works_without_javascript(plain_page: Page, portal: Portal, picture: Path) -> None:
    sign_in(plain_page, portal)
    plain_page.goto("/upload")
    plain_page.locator("input[type=file]").set_input_files(picture)
    plain_page.get_by_label("Title").fill("A light")
    plain_page.get_by_role("button", name="Upload", exact=True).click()
    plain_page.wait_for_url("**/view?m=*")
    expect(plain_page.get_by_role("heading", name="A light")).to_be_visible()
    expect(plain_page.get_by_role("img", name="A light")).to_be_visible()
    plain_page.locator("summary").click()
    plain_page.get_by_role("button", name="Sign out").click()
    expect(plain_page.get_by_role("link", name="Sign in")).to_be_visible()


def test_several_files_are_uploaded_one_after_the_other(admin_page: Page, picture: Path) -> None:
    broken = picture.with_name("broken.mp4")
    broken.write_bytes(b"\x00\x00\x00\x18ftypmp42" + b"nonsense" * 100)
    admin_page.goto("/upload")
    admin_page.locator("input[type=file]").set_input_files([picture, broken])
    admin_page.locator(".upload-item").first.get_by_label("Title").fill("</script><b>Light</b>")
    admin_page.get_by_role("button", name="Upload", exact=True).click()
    items = admin_page.locator(".upload-item")
    expect(items.nth(0)).to_contain_text("Uploaded.")
    expect(items.nth(1)).to_contain_text("it is neither video, audio, picture nor PDF, or it is damaged")
    items.nth(0).get_by_role("link").click()
    expect(admin_page.get_by_role("heading", name="Light")).to_be_visible()


def test_files_can_be_dropped_and_taken_back(admin_page: Page) -> None:
    admin_page.goto("/upload")
    admin_page.evaluate(DROP, ["[data-dropzone]", "notes.txt"])
    item = admin_page.locator(".upload-item")
    expect(item).to_contain_text("notes.txt")
    item.get_by_role("button", name="Remove notes.txt").click()
    expect(item).to_have_count(0)


def test_a_refusal_of_the_server_is_shown_and_can_be_tried_again(admin_page: Page, picture: Path) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=403, json={"detail": "You have uploaded enough."})

    admin_page.goto("/upload")
    admin_page.route("**/api/v1/media", refuse, times=1)
    admin_page.locator("input[type=file]").set_input_files(picture)
    admin_page.get_by_role("button", name="Upload", exact=True).click()
    item = admin_page.locator(".upload-item")
    expect(item).to_contain_text("You have uploaded enough.")
    item.get_by_role("button", name="Try again").click()
    expect(item.get_by_role("link")).to_be_visible()


def test_a_strict_content_security_policy_breaks_nothing(admin_page: Page, video: str) -> None:
    problems: list[str] = []
    admin_page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)

    def harden(route: Route) -> None:
        if route.request.resource_type != "document":
            route.continue_()
            return
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})

    admin_page.route("**", harden)
    for path in ("/", "/search?q=harbour", "/upload", "/accounts/email/", f"/view?m={video}"):
        admin_page.goto(path)
    expect(admin_page.locator("[data-engine='hls.js']")).to_be_attached()
    admin_page.evaluate(PLAY_A_SECOND)
    assert problems == []


def test_nothing_is_wider_than_a_phone(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.url, viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in ("/", "/search?q=light", "/accounts/login/", "/accounts/signup/", "/view?m=unknown01"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
