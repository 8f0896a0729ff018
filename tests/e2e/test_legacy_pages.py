"""Every page of the legacy frontend boots, for everybody who may see it, and leads others elsewhere.

The frontend is a stand-in (tests/legacy_bundle) that says what it misses.
"""

from collections.abc import Iterable
from dataclasses import asdict
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Contexts
from tests.e2e.content import Content
from tests.e2e.legacy_pages import CASES, CLOSED_CASES, Case
from tests.e2e.portal import Portal
from tests.e2e.stand_in import assert_booted
from tests.e2e.watcher import Watcher

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def visits(cases: Iterable[Case]) -> list[tuple[Case, str]]:
    """Each page with each of its visitors."""
    return [(case, who) for case in cases for who in (*case.sees, *case.leads)]


def named(value: Case | str) -> str:
    """How a visit is called in the results."""
    return value.path.strip("/") or "home" if isinstance(value, Case) else value


def visit(page: Page, case: Case, who: str, content: Content) -> None:
    """Open the page as somebody, and check what it is."""
    watcher = Watcher(page, case.answers)
    tokens = asdict(content)
    page.goto(case.path.format(**tokens))
    if who in case.leads:
        target = case.leads[who].format(**tokens)
        address = urlsplit(page.url)
        led_to = f"{address.path}?{address.query}" if address.query else address.path
        assert led_to.startswith(target) if target.endswith("=") else led_to == target
        assert_booted(page)
    else:
        assert_booted(page, case.script)
        expect(page.locator("body")).to_contain_text(case.says)
    assert watcher.problems == []


@pytest.mark.parametrize(("case", "who"), visits(CASES), ids=named)
def test_page(case: Case, who: str, legacy: Portal, contexts: Contexts, content: Content) -> None:
    with contexts(legacy, who).new_page() as page:
        visit(page, case, who, content)


@pytest.mark.parametrize(("case", "who"), visits(CLOSED_CASES), ids=named)
def test_page_of_a_closed_portal(
    case: Case, who: str, closed: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(closed, who).new_page() as page:
        visit(page, case, who, content)
