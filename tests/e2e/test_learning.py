"""The portal in the frame of a learning platform, as a picker of media."""

from playwright.sync_api import Page, expect

from tests.e2e.portal import Portal

FRAME = """(address) => {
    window.messages = [];
    window.addEventListener("message", (event) => window.messages.push(event.data));
    const frame = Object.assign(document.createElement("iframe"), { src: address, name: "portal" });
    document.body.append(frame);
}"""


def test_a_chosen_film_is_told_to_the_page_around(page: Page, portal: Portal, video: str) -> None:
    page.goto("/tos")
    page.evaluate(FRAME, f"/user/{portal.user}?mode=lms_embed_mode&action=select_media")
    frame = page.frame_locator("iframe[name=portal]")
    card = frame.locator(f"a.card-link[href*='{video}']")

    expect(frame.locator(".site-header")).to_be_hidden()
    card.click()
    page.wait_for_function("() => window.messages.length === 1")

    assert page.evaluate("() => window.messages") == [
        {"type": "videoSelected", "embedUrl": f"{portal.url}/embed?m={video}", "videoId": video}
    ]
    expect(card).to_have_attribute("aria-current", "true")


def test_the_embedded_player_starts_where_its_address_says(page: Page, video: str) -> None:
    page.goto(f"/embed?m={video}&t=7&muted=1&showTitle=0")

    page.locator("video").evaluate("video => { video.preload = 'auto'; video.autoplay = true; }")
    page.wait_for_function("() => document.querySelector('video').currentTime >= 7")
