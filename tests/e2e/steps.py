"""What the browser tests do and look for again and again."""

import json
import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

POLL = 0.1  # seconds


def until(condition: Callable[[], object], within: float = 30.0) -> None:
    """Wait for a condition; in pages, whose policy forbids what Playwright waits with, too.

    Raises:
        AssertionError: it has not come true within so many seconds.
    """
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it has not come true"
        time.sleep(POLL)


def media(page: Page, token: str) -> dict:
    """The API's answer for a media, to whoever has the page open."""
    found: dict = json.loads(page.request.get(f"/api/v1/media/{token}").text())
    return found


def expect_message(page: Page, *texts: str) -> None:
    """Wait for a message at the top of the page: one of `texts`."""
    expect(page.locator(".alert", has_text=re.compile("|".join(map(re.escape, texts))))).to_be_visible()
