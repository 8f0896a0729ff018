"""The Content-Security-Policy in a browser: what is ours works, what was smuggled in does not run."""

import pytest
from playwright.sync_api import Page

SMUGGLED = """() => {
    const script = document.createElement("script");
    script.textContent = "window.smuggled = true";
    document.body.append(script);
    const picture = document.createElement("div");
    picture.innerHTML = "<img src='/nothing.png' onerror='window.smuggled = true'>";
    document.body.append(picture);
}"""


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/upload", "/search?q=a", "/accounts/email/", "/swagger/", "/nothing/here"),
        *("/admin/", "/admin/files/media/", "/admin/files/page/add/", "/admin/users/user/1/change/"),
    ],
)
def test_no_page_loads_what_its_policy_refuses(path: str, admin_page: Page) -> None:
    refused: list[str] = []
    admin_page.on(
        "console",
        lambda message: "Content Security Policy" in message.text and refused.append(message.text),
    )
    admin_page.goto(path)
    admin_page.wait_for_load_state("networkidle")

    assert refused == []


def test_the_player_of_a_film_is_not_hindered(page: Page, video: str) -> None:
    refused: list[str] = []
    page.on(
        "console",
        lambda message: "Content Security Policy" in message.text and refused.append(message.text),
    )
    page.goto(f"/view?m={video}")
    page.locator("video").evaluate("video => { video.muted = true; video.autoplay = true; }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.5")

    assert refused == []


def test_smuggled_scripts_do_not_run(page: Page) -> None:
    page.goto("/")
    with page.expect_response("**/nothing.png"):
        page.evaluate(SMUGGLED)
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")

    assert page.evaluate("() => window.smuggled") is None
