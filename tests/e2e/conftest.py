"""The running portal, a browser, and a clip to upload."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.portal import Portal, started

BROWSER_OPTIONS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
CLIP_SECONDS = 20
ENCODED_WITHIN = 180_000  # milliseconds


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that was started from nothing."""
    with started(tmp_path_factory.mktemp("portal") / "var") as portal:
        yield portal


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium: the one that the variable CHROMIUM names.

    Not for the whole session: while it lives, its event loop keeps other tests from the database.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A page of a new visitor; addresses are relative to the portal."""
    context = browser.new_context(base_url=portal.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def admin_page(page: Page, portal: Portal) -> Page:
    """A page of the administrator, who signed in through the form."""
    sign_in(page, portal)
    return page


def sign_in(page: Page, portal: Portal) -> None:
    """Fill in the sign-in form as the administrator."""
    page.goto("/accounts/login/")
    page.get_by_label("Login").fill(portal.user)
    page.get_by_label("Password").fill(portal.password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{portal.url}/")


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20 seconds of 720p video with a tone."""
    path = tmp_path_factory.mktemp("clip") / "harbour.mp4"
    command = [
        *(os.environ["FFMPEG_COMMAND"], "-loglevel", "error"),
        *("-f", "lavfi", "-i", f"testsrc2=size=1280x720:rate=25:duration={CLIP_SECONDS}"),
        *("-f", "lavfi", "-i", f"sine=frequency=440:duration={CLIP_SECONDS}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"),
        str(path),
    ]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="package")
def video(browser: Browser, portal: Portal, clip: Path) -> str:
    """The token of a clip that the administrator uploaded through the form, fully encoded."""
    context = browser.new_context(base_url=portal.url)
    page = context.new_page()
    sign_in(page, portal)
    page.goto("/upload")
    page.locator("input[type=file]").set_input_files(clip)
    page.get_by_role("button", name="Upload", exact=True).click()
    result = page.get_by_role("link", name="Show harbour.mp4")
    expect(result).to_be_visible(timeout=60_000)
    result.click()
    page.wait_for_url("**/view?m=*")
    expect(page.locator("[data-player]")).to_have_attribute("data-status", "success", timeout=ENCODED_WITHIN)
    expect(page.get_by_text("Ready to play in all qualities.")).to_be_visible(timeout=ENCODED_WITHIN)
    token = parse_qs(urlsplit(page.url).query)["m"][0]
    context.close()
    return token
