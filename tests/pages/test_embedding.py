"""The player in frames of other sites: what its address says, and what the page makes of it."""

from typing import Any

import pytest

from apps.pages.embedding import embedding_of
from apps.users.models import User
from tests.media.factories import make_media
from tests.pages.conftest import Visit
from tests.pages.html import Document, parsed

pytestmark = pytest.mark.django_db


def embedded(visit: Visit, owner: User, query: str = "", **fields: Any) -> Document:
    """The page of a player."""
    media = make_media(owner, media_type="video", title="Harbour at dawn", **fields)
    return parsed(visit().get(f"/embed?m={media.friendly_token}{query}"))


def test_the_title_leads_to_the_page_in_a_new_tab(visit: Visit, alice: User) -> None:
    media = make_media(alice, media_type="video", title="Harbour at dawn")
    page = parsed(visit().get(f"/embed?m={media.friendly_token}"))

    (link,) = (link for link in page.all("a") if link.text == "Harbour at dawn")
    assert link.attributes["href"] == f"http://testserver/view?m={media.friendly_token}"
    assert link.attributes["target"] == "_blank"


def test_title_avatar_and_link_can_be_left_out(visit: Visit, alice: User) -> None:
    plain = embedded(visit, alice, "&linkTitle=0")
    assert plain.texts("h1") == ["Harbour at dawn"]
    assert not [link for link in plain.all("a") if link.text == "Harbour at dawn"]

    assert embedded(visit, alice, "&showUserAvatar=0").all("img", width="36") == []
    assert embedded(visit, alice, "&showTitle=0").all("header", class_="embed-title") == []


def test_related_media_are_there_for_the_end_unless_they_are_turned_off(visit: Visit, alice: User) -> None:
    make_media(alice, media_type="video", title="Evening")

    assert "Evening" in embedded(visit, alice).texts("nav")[0]
    assert embedded(visit, alice, "&showRelated=0").all("nav") == []


def test_start_and_sound_are_the_players(visit: Visit, alice: User) -> None:
    page = embedded(visit, alice, "&t=42&muted=1")

    assert page.all("div", data_start="42")
    assert "muted" in page.one("video").attributes


@pytest.mark.parametrize("start", ["", "-1", "1e3", "nan", "٣", "9" * 40, "1:30"])
def test_a_start_that_is_no_number_counts_for_nothing(start: str) -> None:
    assert embedding_of({"t": start}, token="a", page="/view?m=a").start == 0


def test_in_a_learning_platform_the_title_leads_to_its_page() -> None:
    query = {"mode": "lms_embed_mode", "parent_media_base": "https://moodle.example.edu/my.php?course=3"}

    embedding = embedding_of(query, token="abc", page="/view?m=abc")

    assert embedding.title_link == "https://moodle.example.edu/my.php?course=3&token=abc"
    assert embedding.title_target == "_parent"


@pytest.mark.parametrize(
    "base", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "http://[", ""]
)
def test_only_pages_of_the_web_are_a_parent(base: str) -> None:
    query = {"mode": "lms_embed_mode", "parent_media_base": base}

    embedding = embedding_of(query, token="abc", page="/view?m=abc")

    assert (embedding.title_link, embedding.title_target) == ("/view?m=abc", "_self")
