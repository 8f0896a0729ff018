"""The main job, as its users do it: start, sign in, upload, wait, watch."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.e2e.portal import Portal
from tests.e2e.steps import media, until

# One process starts one portal for all tests of the group.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def answers_to(page: Page) -> list[Response]:
    """A list that grows with every answer the page gets."""
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    return answers


def play(page: Page, token: str) -> None:
    """Open a video's page and let it play through hls.js until a second has passed."""
    page.goto(f"/view?m={token}")
    expect(page.locator("[data-engine='hls.js']")).to_be_attached()
    page.evaluate("document.querySelector('video').play()")
    until(lambda: page.evaluate("document.querySelector('video').currentTime > 1"))


def test_an_upload_ends_with_all_renditions_and_hls(page: Page, video: str) -> None:
    until(lambda: "720_playlist" in media(page, video)["hls_info"])
    found = media(page, video)
    renditions = {
        int(height): codecs["h264"]["status"] for height, codecs in found["encodings_info"].items() if codecs
    }
    assert renditions == dict.fromkeys([720, 480, 360, 240, 144], "success")
    assert found["encoding_status"] == "success"
    assert found["hls_info"]["master_file"].endswith("/master.m3u8")
    assert {"720_playlist", "144_iframe"} <= found["hls_info"].keys()
    assert found["duration"] == 20


def test_the_video_plays_as_hls(page: Page, video: str) -> None:
    answers = answers_to(page)
    play(page, video)
    played = {Path(urlsplit(answer.url).path).suffix for answer in answers if answer.status == 200}
    assert {".m3u8", ".ts"} <= played


def test_seeking_goes_on_from_there(page: Page, video: str) -> None:
    play(page, video)
    page.evaluate("document.querySelector('video').currentTime = 15")
    until(lambda: page.evaluate("document.querySelector('video').currentTime > 15.5"))


def test_files_are_read_in_ranges(page: Page, video: str) -> None:
    address = media(page, video)["encodings_info"]["720"]["h264"]["url"]
    page.goto("/")
    answers = answers_to(page)
    page.evaluate(
        "src => document.body.append(Object.assign(document.createElement('video'), {src, muted: true}))",
        address,
    )
    until(lambda: page.evaluate("document.querySelector('video').readyState >= 1"))
    page.evaluate("document.querySelector('video').currentTime = 12")
    until(lambda: page.evaluate("!document.querySelector('video').seeking"))
    assert {answer.status for answer in answers if answer.url.endswith(address)} == {206}


def test_the_newest_media_are_on_the_start_page_and_can_be_found(page: Page, video: str) -> None:
    page.goto("/")
    expect(page.locator(f"a[href*='{video}']").first).to_be_visible()
    page.get_by_role("searchbox").fill("harbour")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(f"a[href*='{video}']").first).to_be_visible()


def set_state(page: Page, token: str, state: str) -> None:
    """Change who may see a media, as its owner."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    answer = page.request.post(
        "/api/v1/media/user/bulk_actions",
        data={"media_ids": [token], "action": "set_state", "state": state},
        headers={"X-CSRFToken": cookies["csrftoken"]},
    )
    assert answer.status == 200, answer.text()


def test_a_private_video_is_closed_to_visitors(
    admin_page: Page, portal: Portal, video: str, browser: Browser
) -> None:
    files = media(admin_page, video)
    set_state(admin_page, video, "private")
    visitor = browser.new_context(base_url=portal.url).new_page()
    try:
        for address in (files["hls_info"]["master_file"], files["original_media_url"]):
            assert visitor.request.get(address).status == 403
            assert admin_page.request.get(address).status == 200
        visitor.goto(f"/view?m={video}")
        assert "harbour" not in visitor.content()
    finally:
        visitor.context.close()
        set_state(admin_page, video, "public")


def test_signing_out_ends_the_session(admin_page: Page) -> None:
    menu = admin_page.locator("details:has(button:text('Sign out'))")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Sign out").click()
    expect(admin_page.get_by_role("link", name="Sign in")).to_be_visible()
    assert admin_page.request.get("/api/v1/whoami").status == 403
