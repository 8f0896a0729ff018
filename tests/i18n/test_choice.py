"""Which language a visitor gets (spec/pages.md §2, §4.4)."""

import pytest
from django.test import Client

from tests.i18n.conftest import Speaker
from tests.pages.html import parsed

LOGIN = "/accounts/login/"


def language(client: Client, path: str = LOGIN) -> str:
    return client.get(path).headers["Content-Language"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.8,en;q=0.5", "de"),
        ("pt-BR", "pt"),
        ("zh-TW", "zh-hant"),
        ("zh-CN", "zh-hans"),
        ("fi,el;q=0.5", "el"),
        ("fi", "en"),
        ("", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_browser_is_asked(speaker: Speaker, asked: str, given: str) -> None:
    assert language(speaker(asked)) == given


def test_the_choice_counts_more_than_the_browser(speaker: Speaker) -> None:
    client = speaker("de")
    answer = client.post("/i18n/setlang/", {"language": "el", "next": "/about"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/about")
    cookie = answer.cookies["django_language"]
    assert (cookie.value, cookie["path"], cookie["max-age"]) == ("el", "/", "")
    assert language(client) == "el"


@pytest.mark.parametrize("code", ["xx", "", "../de"])
def test_an_unknown_choice_is_no_choice(speaker: Speaker, code: str) -> None:
    answer = speaker().post("/i18n/setlang/", {"language": code})
    assert answer.status_code == 302
    assert "django_language" not in answer.cookies


def test_a_cookie_of_nonsense_is_ignored(speaker: Speaker) -> None:
    client = speaker("fr")
    client.cookies["django_language"] = "../../etc"
    assert language(client) == "fr"


def test_a_choice_leads_to_this_host_only(speaker: Speaker) -> None:
    answer = speaker().post("/i18n/setlang/", {"language": "de", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_a_choice_needs_a_token(speaker: Speaker) -> None:
    answer = speaker(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "de"})
    assert answer.status_code == 403


def test_caches_are_told_that_the_language_counts(speaker: Speaker) -> None:
    assert "Accept-Language" in speaker().get(LOGIN).headers["Vary"]


@pytest.mark.usefixtures("modern")
class TestPageOfLanguages:
    def test_languages_are_offered_by_their_own_names(self, speaker: Speaker) -> None:
        page = parsed(speaker("el").get("/setlanguage"))
        assert len(page.all("button", name="language")) == 22
        greek = page.one("button", name="language", value="el")
        assert (greek.text, greek.attributes["lang"], greek.attributes["aria-current"]) == (
            "Ελληνικά",
            "el",
            "true",
        )

    @pytest.mark.parametrize(
        ("asked", "led"),
        [
            ("/search?q=a", "/search?q=a"),
            ("//elsewhere.example", "/"),
            ("javascript:alert(1)", "/"),
            ("", "/"),
        ],
    )
    def test_it_leads_back_to_where_one_came_from(self, speaker: Speaker, asked: str, led: str) -> None:
        page = parsed(speaker().get("/setlanguage", {"next": asked}))
        assert page.one("input", name="next").attributes["value"] == led

    def test_every_page_leads_to_it(self, speaker: Speaker) -> None:
        page = parsed(speaker().get("/search?q=a&c=b"))
        assert page.one("a", href="/setlanguage?next=%2Fsearch%3Fq%3Da%26c%3Db")
