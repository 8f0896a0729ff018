"""Pages in the language that a visitor chose, in a real browser."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.portal import Portal

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PHONE = {"width": 375, "height": 740}


class Language(NamedTuple):
    """A language, and what the sign-in page says in it."""

    name: str
    code: str
    direction: str
    password: str
    skip_link: str


CHOSEN = [
    Language("Deutsch", "de", "ltr", "Passwort", "Zum Inhalt springen"),
    Language("Ελληνικά", "el", "ltr", "Συνθηματικό", "Μετάβαση στο περιεχόμενο"),
    Language("עברית", "he", "rtl", "סיסמה", "דילוג לתוכן"),
]


@pytest.fixture
def english(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A page of a visitor whose browser speaks English."""
    context = browser.new_context(base_url=portal.url, locale="en-GB")
    yield context.new_page()
    context.close()


def objections(page: Page) -> list[str]:
    """What axe objects to: rule and element."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("language", CHOSEN, ids=lambda language: language.code)
def test_the_sign_in_page_is_in_the_language_that_is_chosen_there(english: Page, language: Language) -> None:
    english.goto("/accounts/login/?next=/upload")
    english.get_by_role("link", name="Language").click()
    assert objections(english) == []
    english.get_by_role("button", name=language.name).click()
    english.wait_for_url("**/accounts/login/?next=/upload")
    expect(english.locator("html")).to_have_attribute("lang", language.code)
    expect(english.locator("html")).to_have_attribute("dir", language.direction)
    expect(english.get_by_label(language.password)).to_be_visible()
    expect(english.get_by_role("link", name=language.skip_link)).to_be_attached()
    assert objections(english) == []
    english.set_viewport_size(PHONE)
    assert english.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert objections(english) == []


def test_the_upload_form_speaks_with_the_page(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.url, locale="de-DE")
    page = context.new_page()
    page.goto("/accounts/login/?next=/upload")
    page.locator("input[name=login]").fill(portal.user)
    page.locator("input[name=password]").fill(portal.password)
    page.locator("main button[type=submit]").click()
    page.locator("[data-submit]").click()
    expect(page.locator("[data-announce]")).to_have_text("Wählen Sie zuerst eine Datei aus.")
    page.locator("input[type=file]").set_input_files(
        {"name": "notizen.txt", "mimeType": "text/plain", "buffer": b"x" * 1536}
    )
    item = page.locator(".upload-item")
    expect(item).to_contain_text("1,5 KB")
    expect(item.get_by_role("button", name="notizen.txt entfernen")).to_be_visible()
    context.close()


def test_the_choice_is_kept_on_every_page(english: Page) -> None:
    english.goto("/setlanguage")
    english.get_by_role("button", name="Deutsch").click()
    for path, text in (
        ("/", "Neueste Medien"),
        ("/search", "Suchen"),
        ("/view?m=unknown01", "Medium nicht verfügbar"),
    ):
        english.goto(path)
        expect(english.get_by_role("heading", level=1)).to_have_text(text)
