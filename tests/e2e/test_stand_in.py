"""The stand-in fails, visibly and in the console, as soon as a page lacks what the frontend needs."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Contexts
from tests.e2e.content import Content
from tests.e2e.portal import Portal
from tests.e2e.stand_in import FINISHED, problems_of
from tests.e2e.watcher import Watcher

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

Change = Callable[[str], str]
TREE = re.compile(r"(window\.MediaCMS = )(\{.*\})(;)")


def without(path: str) -> Change:
    """A page without a key of window.MediaCMS."""

    def change(html: str) -> str:
        return TREE.sub(lambda found: found[1] + _dropped(found[2], path) + found[3], html)

    return change


def _dropped(text: str, path: str) -> str:
    tree: dict[str, Any] = json.loads(text)
    *parents, last = path.split(".")
    place = tree
    for name in parents:
        place = place[name]
    del place[last]
    return json.dumps(tree)


def replaced(old: str, new: str) -> Change:
    """A page with another text in the place of one that it has."""

    def change(html: str) -> str:
        assert old in html
        return html.replace(old, new)

    return change


def open_changed(page: Page, address: str, change: Change) -> list[str]:
    """What the stand-in says of a page that is changed on its way to the browser."""

    def pass_on(route: Route) -> None:
        if route.request.resource_type != "document":
            route.continue_()
            return
        answer = route.fetch()
        route.fulfill(response=answer, body=change(answer.text()))

    page.route("**/*", pass_on)
    page.goto(address)
    return problems_of(page)


BROKEN = [
    ("/", without("api"), "MediaCMS.api.media is missing"),
    ("/", without("api.media"), "MediaCMS.api.media is missing"),
    ("/about", without("site.url"), "MediaCMS.site.url is missing"),
    ("/about", without("user.can.addMedia"), "MediaCMS.user.can.addMedia is missing"),
    ("/tags", without("features.listings"), "MediaCMS.features.listings is missing"),
    ("/", replaced('"includeNumbers": ', '"includeNumbers": "yes", "was": '), "expected boolean"),
    ("/", replaced("window.MediaCMS =", "window.Other ="), "window.MediaCMS is missing"),
    ("/", replaced("window.TRANSLATION =", "window.Other ="), "window.TRANSLATION is missing"),
    ("/", replaced('<div id="page-home"></div>', ""), "empty mount points"),
    ("/", replaced('<div id="app-sidebar"></div>', ""), "empty mount points"),
    (
        "/",
        replaced("/static/js/index.js", "/static/js/search.js"),
        "expected app-header app-sidebar page-search",
    ),
    ("/about", replaced('<div class="page-sidebar-content-overlay"></div>', ""), "overlay is missing"),
    (
        "/view?m={video}",
        replaced("/static/css/media.css", "/static/css/liked.css"),
        "stylesheets of the head",
    ),
    ("/embed?m={video}", without("mediaId"), "MediaCMS.mediaId is missing"),
    ("/user/alice/", without("profileId"), "MediaCMS.profileId is missing"),
]


@pytest.fixture
def visitor_page(legacy: Portal, contexts: Contexts) -> Iterator[Page]:
    """A page of somebody who has not signed in."""
    with contexts(legacy, "anonymous").new_page() as page:
        yield page


@pytest.mark.parametrize(
    ("address", "change", "said"), BROKEN, ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_is_missing_is_reported(
    address: str, change: Change, said: str, visitor_page: Page, content: Content
) -> None:
    watcher = Watcher(visitor_page)
    problems = open_changed(visitor_page, address.format(video=content.video), change)

    assert said in "\n".join(problems)
    assert any(said in problem for problem in watcher.problems)
    expect(visitor_page.locator(".stand-in-problems")).to_be_visible()
    assert visitor_page.evaluate(FINISHED) == "failed"


def test_an_editor_without_its_data_is_reported(legacy: Portal, contexts: Contexts, content: Content) -> None:
    change = replaced("window.MEDIA_DATA =", "window.Other =")
    with contexts(legacy, "alice").new_page() as page:
        problems = open_changed(page, f"/edit_chapters?m={content.video}", change)

        assert "MEDIA_DATA.mediaId" in "\n".join(problems)


def test_a_field_that_an_answer_lacks_is_reported(visitor_page: Page, content: Content) -> None:
    def drop(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        del body["author_profile"]
        route.fulfill(response=answer, json=body)

    visitor_page.route(f"**/api/v1/media/{content.video}", drop)
    visitor_page.goto(f"/view?m={content.video}")

    assert "GET media.author_profile is missing" in "\n".join(problems_of(visitor_page))


def test_a_policy_that_forbids_the_player_is_noticed(visitor_page: Page, content: Content) -> None:
    def forbid(route: Route) -> None:
        answer = route.fetch()
        policy = "worker-src 'none'; media-src 'self'"
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    watcher = Watcher(visitor_page)
    visitor_page.route("**/embed?*", forbid)
    visitor_page.goto(f"/embed?m={content.video}")
    problems_of(visitor_page)

    violations = [problem for problem in watcher.problems if problem.startswith("console: policy:")]
    assert {"worker-src", "media-src"} <= {violation.split()[2] for violation in violations}


def test_styles_of_scripts_work_and_those_of_foreign_html_do_not(
    visitor_page: Page, content: Content
) -> None:
    visitor_page.goto(f"/view?m={content.video}")

    by_script, by_html = visitor_page.evaluate(
        """() => {
            const made = document.createElement("p");
            made.setAttribute("style", "color: rgb(1, 2, 3)");
            const sheet = document.createElement("style");
            sheet.textContent = ".theirs { color: rgb(1, 2, 3) }";
            const foreign = document.createElement("div");
            foreign.innerHTML = "<style>.ours { color: rgb(1, 2, 3) }</style><b class='ours'>b</b>"
                + "<i style='color: rgb(1, 2, 3)'>i</i><u class='theirs'>u</u>";
            document.body.append(sheet, made, foreign);
            const is_styled = (element) => getComputedStyle(element).color === "rgb(1, 2, 3)";
            return [[made, foreign.querySelector("u")], [...foreign.querySelectorAll("i, b")]].map(
                (elements) => elements.map(is_styled));
        }"""
    )

    assert by_script == [True, True]
    assert by_html == [False, False]


def test_a_management_page_that_the_api_refuses_is_blank(legacy: Portal, contexts: Contexts) -> None:
    """As ever for editors who are no managers (spec/pages.md §4.10)."""
    with contexts(legacy, "ed").new_page() as page:
        page.goto("/manage/users")

        assert "MediaCMS.api.manage_users is missing" in "\n".join(problems_of(page))
