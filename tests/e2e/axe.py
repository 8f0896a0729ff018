"""Accessibility of a page, judged by axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
_AXE = Axe()


def violations_of(page: Page) -> list[str]:
    """What axe objects to on the page as it is shown now: rule, element, and what is wrong with it."""
    found = _AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]} — {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail if axe objects to anything: on a desktop in light colours, on a phone in dark ones.

    Nor may the page be wider than the phone.
    """
    for viewport, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.evaluate("dark => document.body.classList.toggle('dark_theme', dark)", scheme == "dark")
        found = violations_of(page)
        assert not found, "\n".join([f"{page.url} at {viewport['width']} px, {scheme}:", *found])
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"{page.url} is {width} px wide on a phone"
