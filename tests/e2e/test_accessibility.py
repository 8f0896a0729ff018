"""Pages that the server renders itself, in both frontends: nothing that axe objects to, nothing too wide."""

import json
from dataclasses import asdict, dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import assert_accessible
from tests.e2e.conftest import Contexts
from tests.e2e.content import Content
from tests.e2e.fronts import LEGACY, manage
from tests.e2e.portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

ACCOUNT_PAGES = (
    ("anonymous", "/accounts/login/"),
    ("anonymous", "/accounts/signup/"),
    ("anonymous", "/accounts/inactive/"),
    ("anonymous", "/accounts/confirm-email/"),
    ("anonymous", "/accounts/confirm-email/no-such-key/"),
    ("anonymous", "/accounts/password/reset/"),
    ("anonymous", "/accounts/password/reset/done/"),
    ("anonymous", "/accounts/password/reset/key/1-no-key/"),
    ("anonymous", "/accounts/password/reset/key/done/"),
    ("anonymous", "/accounts/3rdparty/login/cancelled/"),
    ("anonymous", "/accounts/3rdparty/login/error/"),
    ("alice", "/accounts/password/change/"),
    ("alice", "/accounts/email/"),
    ("alice", "/accounts/logout/"),
    ("alice", "/accounts/reauthenticate/"),
    ("alice", "/accounts/3rdparty/"),
)
COMMON_PAGES = (
    ("anonymous", "/house-rules"),
    ("anonymous", "/nowhere/at/all"),
    ("alice", "/upload"),
)
LEGACY_PAGES = (
    ("anonymous", "/about"),
    ("anonymous", "/tos"),
    ("anonymous", "/contact"),
    ("alice", "/contact"),
    ("anonymous", "/setlanguage"),
    ("alice", "/edit?m={video}"),
    ("alice", "/edit?m={image}"),
    ("alice", "/publish?m={video}"),
    ("ed", "/publish?m={video}"),
    ("alice", "/add_subtitle?m={video}"),
    ("alice", "/edit_subtitle?id={caption}"),
    ("alice", "/edit_subtitle?id={caption}&action=delete"),
    ("alice", "/edit_video?m={video}"),
    ("alice", "/edit_chapters?m={video}"),
    ("alice", "/replace_media?m={video}"),
    ("alice", "/record_screen"),
    ("alice", "/user/alice/edit"),
    ("mona", "/user/bob/edit"),
    ("alice", "/channel/{channel}/edit"),
    ("anonymous", "/view?m=unknown01"),
)
MODERN_PAGES = (
    ("anonymous", "/"),
    ("anonymous", "/search?q=harbour"),
    ("anonymous", "/view?m={video}"),
    ("alice", "/view?m={image}"),
    ("anonymous", "/embed?m={video}"),
    ("anonymous", "/user/alice/"),
    ("anonymous", "/playlists/{playlist}"),
)
CLOSED_PAGES = (("waits", "/approval_required/"), ("anonymous", "/accounts/login/"))
ERRORS = ("403.html", "403_csrf.html", "429.html", "500.html")


@pytest.fixture(params=["modern", "legacy"])
def either(request: pytest.FixtureRequest) -> Portal:
    """The portal with one of its frontends."""
    front: Portal = request.getfixturevalue({"modern": "portal", "legacy": "legacy"}[request.param])
    return front


@pytest.mark.parametrize(("who", "path"), [*ACCOUNT_PAGES, *COMMON_PAGES])
def test_pages_of_either_frontend(
    who: str, path: str, either: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(either, who).new_page() as page:
        page.goto(path)
        assert_accessible(page)


@pytest.mark.parametrize(("who", "path"), LEGACY_PAGES)
def test_pages_of_the_legacy_frontend(
    who: str, path: str, legacy: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(legacy, who).new_page() as page:
        page.goto(path.format(**asdict(content)))
        page.wait_for_selector("html[data-stand-in=ready]", state="attached")
        assert_accessible(page)


@pytest.mark.parametrize(("who", "path"), MODERN_PAGES)
def test_pages_of_the_modern_frontend(
    who: str, path: str, portal: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(portal, who).new_page() as page:
        page.goto(path.format(**asdict(content)))
        assert_accessible(page)


@pytest.mark.parametrize(("who", "path"), CLOSED_PAGES)
def test_pages_of_a_closed_portal(who: str, path: str, closed: Portal, contexts: Contexts) -> None:
    with contexts(closed, who).new_page() as page:
        page.goto(path)
        assert_accessible(page)


@pytest.fixture(scope="module")
def error_pages(portal: Portal, legacy: Portal) -> list[dict[str, str]]:
    """What is shown when something is wrong: for each frontend HTML by template."""
    code = f"from tests.e2e.seed import rendered; print(rendered(*{ERRORS}))"
    fronts = (portal.environment, portal.environment | LEGACY | {"FRONTEND_HOST": legacy.url})
    return [json.loads(manage(environment, "shell", "-v0", "-c", code)) for environment in fronts]


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages(
    name: str, error_pages: list[dict[str, str]], portal: Portal, legacy: Portal, contexts: Contexts
) -> None:
    for front, html in zip((portal, legacy), error_pages, strict=True):
        with contexts(front, "anonymous").new_page() as page:
            show(page, html[name])
            assert_accessible(page)


def show(page: Page, html: str) -> None:
    """Open a page of the portal's address that consists of `html`."""
    page.route("**/broken", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/broken")


def submit(page: Page, path: str, **fields: str) -> None:
    """Open a form, fill in fields by their names, and send it, whatever the browser thinks of it."""
    page.goto(path)
    form = page.locator(".page-main form, main form").last
    for name, value in fields.items():
        form.locator(f"[name='{name}']").fill(value)
    form.evaluate("(form) => { form.noValidate = true; }")
    form.locator("[type=submit]").last.click()


@dataclass(frozen=True)
class Mistake:
    """A form that somebody fills in wrongly."""

    who: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.who} {self.path}"


@pytest.mark.parametrize(
    "mistake",
    [
        Mistake("anonymous", "/accounts/login/", {"login": "alice", "password": "wrong-password"}),
        Mistake("anonymous", "/accounts/signup/", {"email": "no address", "username": "x"}),
        Mistake("alice", "/accounts/password/change/", {"oldpassword": "wrong-password"}),
    ],
    ids=str,
)
def test_errors_of_forms_of_either_frontend(mistake: Mistake, either: Portal, contexts: Contexts) -> None:
    with contexts(either, mistake.who).new_page() as page:
        submit(page, mistake.path, **mistake.fields)
        expect(page.locator(".errorlist").first).to_be_visible()
        assert_accessible(page)


@pytest.mark.parametrize(
    "mistake",
    [
        Mistake("alice", "/add_subtitle?m={video}"),
        Mistake("alice", "/replace_media?m={video}"),
        Mistake("anonymous", "/contact"),
        Mistake("alice", "/user/alice/edit", {"name": ""}),
    ],
    ids=str,
)
def test_errors_of_forms_of_the_legacy_frontend(
    mistake: Mistake, legacy: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(legacy, mistake.who).new_page() as page:
        submit(page, mistake.path.format(**asdict(content)), **mistake.fields)
        expect(page.locator(".errorlist, .invalid-feedback").first).to_be_visible()
        assert_accessible(page)
