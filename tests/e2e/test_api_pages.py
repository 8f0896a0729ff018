"""The description of the API in a browser: nothing from elsewhere, nothing that the page's policy refuses."""

import re

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.e2e.portal import Portal

LOGO_OF_REDOC = "https://cdn.redoc.ly/redoc/logo-mini.svg"
"""ReDoc asks for it at the foot of its menu; the policy refuses it, so nothing is sent."""


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("path", "shown"),
    [("/swagger/", "Do one thing to many of the requester's own media."), ("/docs/api/", "Write a comment.")],
)
def test_page_shows_the_operations(page: Page, portal: Portal, path: str, shown: str) -> None:
    complaints: list[str] = []
    answered: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and LOGO_OF_REDOC not in message.text:
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda response: answered.append(response.url))
    page.goto(path)
    expect(page.get_by_text(shown).first).to_be_attached(timeout=30_000)
    expect(page).to_have_title(re.compile(" API$"))
    assert complaints == []
    assert all(url.startswith((portal.url, "blob:", "data:")) for url in answered)


@pytest.mark.e2e
def test_operation_can_be_tried(admin_page: Page) -> None:
    """With the session of the visitor and its token against forgery."""
    admin_page.goto("/swagger/")
    operation = admin_page.locator("#operations-Playlists-playlists_create")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator("textarea.body-param__text").fill('{"title": "Made in Swagger UI"}')
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("201")
