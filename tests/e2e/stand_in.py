"""What the stand-in for the legacy frontend says of a page (tests/legacy_bundle)."""

from playwright.sync_api import Page

FINISHED = "document.documentElement.dataset.standIn"
PROBLEMS = "[...document.querySelectorAll('.stand-in-problems li')].map((one) => one.textContent)"
SCRIPT = "[...document.querySelectorAll('body > script[src]')].at(-1)?.getAttribute('src')"


def problems_of(page: Page) -> list[str]:
    """What the page lacks; waits until the stand-in has finished."""
    page.wait_for_selector("html[data-stand-in]", state="attached")
    found: list[str] = page.evaluate(PROBLEMS)
    return found


def assert_booted(page: Page, script: str | None = None) -> None:
    """Fail unless the stand-in has found all that it needs, and runs the page that it should."""
    assert problems_of(page) == []
    assert page.evaluate(FINISHED) == "ready"
    if script:
        assert page.evaluate(SCRIPT).startswith(f"/static/js/{script}.js?v=")
