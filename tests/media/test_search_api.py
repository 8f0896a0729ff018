"""``GET /api/v1/search`` and what is indexed (spec/api-media.md §10)."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.media.models import Media
from apps.media.search import search_vector_update
from apps.users.models import User
from tests.media.factories import (
    make_caption,
    make_category,
    make_encoding,
    make_group,
    make_media,
    make_profile,
    make_tag,
    share,
)

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]
URL = "/api/v1/search"


def indexed(owner: User, **fields: Any) -> Media:
    """A media in the search index."""
    media = make_media(owner, **fields)
    search_vector_update(media)
    return media


def found(client: APIClient, **query: str) -> list[str]:
    """Titles of the results in their order."""
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["results"]]


class TestWords:
    """What a query means (§10.2)."""

    @pytest.mark.parametrize(
        "query",
        [
            "castle",
            "CAST",
            "castle riv",
            "alice",
            "Liddell",
            "token",
            "castly",
            "castle!",
            "the castle",
            "(castle)",
        ],
    )
    def test_each_word_begins_an_indexed_one(self, api: Api, alice: User, query: str) -> None:
        indexed(alice, title="Castle by the river", friendly_token="token77")
        assert found(api(), q=query) == ["Castle by the river"]

    @pytest.mark.parametrize("query", ["castle moon", "astle", "$", "-"])
    def test_otherwise_nothing_is_found(self, api: Api, alice: User, query: str) -> None:
        indexed(alice, title="Castle by the river")
        assert found(api(), q=query) == []

    @pytest.mark.parametrize("query", ["the", ";", "yy", "it's", "((("])
    def test_without_a_usable_word_everything_is_found(self, api: Api, alice: User, query: str) -> None:
        indexed(alice, title="Castle")
        assert found(api(), q=query) == ["Castle"]

    @pytest.mark.parametrize(
        "query", ["a\\", "'; DROP TABLE files_media; --", "x" * 2500, "a:*b", "\\:", "<->", "ä\u2028ö"]
    )
    def test_no_query_is_an_error(self, api: Api, alice: User, query: str) -> None:
        indexed(alice, title="Castle")
        assert api().get(URL, {"q": query}).status_code == 200

    def test_a_nul_character_is_refused(self, api: Api) -> None:
        assert api().get(URL + "?q=a%00").status_code == 400

    def test_a_search_for_nothing_answers_an_empty_object(self, api: Api) -> None:
        assert api().get(URL + "?q=%20&c=&author=alice").json() == {}


class TestResults:
    """§10.1."""

    def test_fields_in_order(self, api: Api, alice: User) -> None:
        media = indexed(alice, title="Castle", media_type="audio", friendly_token="tok1", duration=7)
        make_category("Ünïcode & co", media)
        body = api().get(URL, {"q": "castle"}).json()
        assert list(body) == ["count", "next", "previous", "results"]
        assert list(body["results"][0].items()) == [
            ("title", "Castle"),
            ("author_name", "Alice Liddell"),
            ("author_profile", "/user/alice/"),
            ("thumbnail_url", "/media/userlogos/poster_audio.jpg"),
            ("add_date", body["results"][0]["add_date"]),
            ("views", 1),
            ("description", ""),
            ("friendly_token", "tok1"),
            ("duration", 7),
            ("url", "http://testserver/view?m=tok1"),
            ("api_url", "http://testserver/api/v1/media/tok1"),
            ("media_type", "audio"),
            ("preview_url", None),
            (
                "categories_info",
                [{"title": "Ünïcode & co", "url": "/search?c=Ünïcode & co", "is_lms_course": False}],
            ),
        ]

    def test_who_finds_what(self, api: Api, alice: User, bob: User, editor: User) -> None:
        private = indexed(alice, title="Private castle", state="private")
        assert found(api(), q="castle") == []
        assert found(api(bob), q="castle") == []
        assert found(api(alice), q="castle") == found(api(editor), q="castle") == ["Private castle"]
        share(private, bob)
        assert found(api(bob), q="castle") == ["Private castle"]

    def test_categories_by_part_of_the_title_in_its_case(self, api: Api, alice: User) -> None:
        make_category("Art & Film", make_media(alice, title="A"))
        assert found(api(), c="Film") == ["A"]
        assert found(api(), c="film") == []

    def test_an_unknown_author_finds_nothing(self, api: Api, alice: User) -> None:
        make_tag("x", make_media(alice))
        assert found(api(), t="x", author="nobody") == []

    def test_group_categories_are_hidden_from_others_and_from_editors(
        self, api: Api, alice: User, bob: User, editor: User
    ) -> None:
        course = make_category("Course", indexed(alice, title="Castle"), is_rbac_category=True)
        make_group("Crew", course, member=[bob])
        categories = {
            user: api(user).get(URL, {"q": "castle"}).json()["results"][0]["categories_info"]
            for user in (alice, bob, editor)
        }
        assert [len(categories[user]) for user in (alice, bob, editor)] == [0, 1, 0]

    def test_suggestions_are_a_list_of_titles(self, api: Api, alice: User) -> None:
        for title in ("Castle one", "Castle two", "Castle two"):
            indexed(alice, title=title)
        titles = api().get(URL, {"q": "castle", "show": "titles"}).json()
        assert titles == [{"title": "Castle two"}, {"title": "Castle two"}, {"title": "Castle one"}]
        by_title = api().get(URL, {"q": "castle", "show": "titles", "sort_by": "title"}).json()
        assert by_title == [{"title": "Castle two"}, {"title": "Castle one"}]

    def test_the_number_of_queries_does_not_grow_with_the_page(
        self, api: Api, alice: User, bob: User
    ) -> None:
        gif = make_profile(extension="gif", codec=None, resolution=None)
        category = make_category("Films")

        def queries_for(number: int) -> int:
            for _ in range(number):
                media = indexed(alice, title="Castle")
                make_encoding(media, gif)
                media.category.add(category)
            client = api(bob)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(URL, {"q": "castle"}).status_code == 200
            return len(queries)

        few, many = queries_for(2), queries_for(30)
        assert few == many <= 8


class TestIndex:
    """What is indexed (§10.3)."""

    def test_tags_and_captions(self, api: Api, alice: User, media_root: Path) -> None:
        media = make_media(alice, title="Film")
        make_tag("Zebra crossing", media)
        make_caption(media, "captions.vtt")
        (media_root / "captions.vtt").write_text(
            "WEBVTT\n\nNOTE secretnote\n\n"
            "1\n00:00:01.000 --> 00:00:02.000 align:start\nHello elephant-ride\nsecond\n\n"
        )
        search_vector_update(media)
        for query in ("zebra", "elephant", "ride", "second"):
            assert found(api(), q=query) == ["Film"], query
        for query in ("secretnote", "WEBVTT", "align"):
            assert found(api(), q=query) == [], query

    def test_the_address_of_the_owner_cannot_be_probed(self, api: Api, alice: User) -> None:
        indexed(alice, title="Film")
        assert found(api(), q="alice@example.org") == []

    @pytest.mark.parametrize("content", [None, b"\xff\xfe\x00bad"])
    def test_unreadable_captions_are_skipped(
        self, api: Api, alice: User, media_root: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
    ) -> None:
        media = make_media(alice, title="Film")
        make_caption(media, "captions.vtt")
        if content:
            (media_root / "captions.vtt").write_bytes(content)
        with caplog.at_level(logging.WARNING):
            search_vector_update(media)
        assert found(api(), q="film") == ["Film"]
        assert ("caption file not indexed" in caplog.text) is (content is None)

    def test_captions_outside_the_media_root_are_not_read(
        self, api: Api, alice: User, media_root: Path
    ) -> None:
        (media_root.parent / "secret.txt").write_text("a --> b\nhunter2\n")
        media = make_media(alice, title="Film")
        make_caption(media, "../secret.txt")
        search_vector_update(media)
        assert found(api(), q="hunter2") == []

    def test_endless_captions_are_cut(self, api: Api, alice: User, media_root: Path) -> None:
        media = make_media(alice, title="Film")
        make_caption(media, "captions.vtt")
        words = "\n".join(f"w{number}" for number in range(300_000))
        (media_root / "captions.vtt").write_text(f"WEBVTT\n\n00:01 --> 00:02\n{words}\n")
        search_vector_update(media)
        assert found(api(), q="w77") == ["Film"]
