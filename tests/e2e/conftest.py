"""The running portal with either frontend, a browser, people, and what they uploaded."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e import mailbox as mails
from tests.e2e.content import Content, upload_content
from tests.e2e.fronts import LEGACY, front, manage
from tests.e2e.mailbox import Mailbox
from tests.e2e.portal import Portal, started
from tests.e2e.seed import PASSWORD

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


Contexts = Callable[[Portal, str], BrowserContext]
ANONYMOUS = "anonymous"


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where the portal's mails go."""
    with mails.opened() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Portal]:
    """A portal that was started from nothing."""
    with started(tmp_path_factory.mktemp("portal") / "var", **mailbox.settings) as portal:
        manage(portal.environment, "shell", "-v0", "-c", "from tests.e2e.seed import people; people()")
        yield portal


@pytest.fixture(scope="session")
def legacy(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The same portal with the legacy frontend and everything that its users may do."""
    settings = {"ALLOW_MEDIA_REPLACEMENT": "True", "USE_WHISPER_TRANSCRIBE": "True"}
    with front(portal, tmp_path_factory.mktemp("legacy"), **LEGACY, **settings) as legacy:
        yield legacy


@pytest.fixture(scope="session")
def closed(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The same portal for members alone, who have to be approved and may sign in elsewhere."""
    settings = {
        "GLOBAL_LOGIN_REQUIRED": "True",
        "USERS_NEEDS_TO_BE_APPROVED": "True",
        "USE_IDENTITY_PROVIDERS": "True",
    }
    with front(portal, tmp_path_factory.mktemp("closed"), **LEGACY, **settings) as closed:
        yield closed


@pytest.fixture(scope="session")
def content(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Media of alice and what stands around them."""
    return upload_content(portal, tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[Contexts]:
    """Browsers of people who have signed in, one for each person and address, kept from test to test."""
    made: dict[tuple[str, str], BrowserContext] = {}
    with ExitStack() as stack:

        def context(portal: Portal, name: str) -> BrowserContext:
            key = (portal.url, name)
            if key not in made:
                made[key] = stack.enter_context(browser.new_context(base_url=portal.url))
                if name != ANONYMOUS:
                    post_sign_in(made[key], portal, name)
            return made[key]

        yield context


def post_sign_in(context: BrowserContext, portal: Portal, name: str) -> None:
    """Sign in without opening a page."""
    address = f"{portal.url}/accounts/login_system"
    if context.request.get(address, max_redirects=0).status != 200:
        address = f"{portal.url}/accounts/login/"
        context.request.get(address)
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    password = portal.password if name == portal.user else PASSWORD
    form = {"login": name, "password": password, "csrfmiddlewaretoken": cookies["csrftoken"]}
    answer = context.request.post(address, form=form, headers={"Referer": portal.url}, max_redirects=0)
    assert answer.status == 302, answer.text()


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
