"""``GET /api/v1/media`` (spec/api-media.md §4)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import (
    make_category,
    make_encoding,
    make_group,
    make_media,
    make_profile,
    make_tag,
    make_user,
    share,
)

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]
URL = "/api/v1/media"


def tokens(client: APIClient, query: str = "") -> list[str]:
    """The tokens of a listing in its order."""
    answer = client.get(URL + query)
    assert answer.status_code == 200, answer.content
    return [item["friendly_token"] for item in answer.json()["results"]]


class TestWhoSeesWhat:
    """The base sets of §4.1 and §4.2."""

    @pytest.fixture
    def media(self, alice: User) -> dict[str, str]:
        """Tokens of media of alice by what they are."""
        kinds: dict[str, dict[str, Any]] = {
            "listable": {},
            "featured": {"featured": True},
            "private": {"state": "private"},
            "unlisted": {"state": "unlisted"},
            "unreviewed": {"is_reviewed": False},
            "pending": {"encoding_status": "pending"},
        }
        return {kind: make_media(alice, **fields).friendly_token for kind, fields in kinds.items()}

    def test_anonymous_sees_listable_media(self, api: Api, media: dict[str, str]) -> None:
        assert set(tokens(api())) == {media["listable"], media["featured"]}

    def test_own_hidden_media_are_not_in_the_plain_listing(
        self, api: Api, alice: User, media: dict[str, str]
    ) -> None:
        assert set(tokens(api(alice))) == {media["listable"], media["featured"]}

    def test_own_page_has_everything(self, api: Api, alice: User, media: dict[str, str]) -> None:
        assert set(tokens(api(alice), "?author=alice")) == set(media.values())

    def test_a_visitor_of_a_page_sees_listable_media(
        self, api: Api, bob: User, media: dict[str, str]
    ) -> None:
        make_media(bob)
        assert set(tokens(api(bob), "?author=alice")) == {media["listable"], media["featured"]}

    def test_editors_see_everything(self, api: Api, editor: User, media: dict[str, str]) -> None:
        assert set(tokens(api(editor))) == set(media.values())
        assert set(tokens(api(editor), "?author=alice")) == set(media.values())

    def test_featured_is_listable_and_featured_for_editors_too(
        self, api: Api, alice: User, editor: User, media: dict[str, str]
    ) -> None:
        make_media(alice, featured=True, state="private")
        assert tokens(api(editor), "?show=featured") == [media["featured"]]

    def test_shared_media_are_listed(self, api: Api, alice: User, bob: User, media: dict[str, str]) -> None:
        share(Media.objects.get(friendly_token=media["private"]), bob)
        assert media["private"] in tokens(api(bob))
        assert tokens(api(bob), "?show=shared_with_me") == [media["private"]]
        assert tokens(api(alice), "?show=shared_by_me") == [media["private"]]

    def test_lti_embeds_can_be_left_out(self, api: Api, bob: User, media: dict[str, str]) -> None:
        share(Media.objects.get(friendly_token=media["private"]), bob, source="lti_embed")
        assert tokens(api(bob), "?show=shared_with_me") == [media["private"]]
        assert tokens(api(bob), "?show=shared_with_me&exclude_lti_embed=1") == []

    def test_group_media_are_listed_with_rbac(
        self, api: Api, bob: User, media: dict[str, str], settings: Any
    ) -> None:
        private = Media.objects.get(friendly_token=media["private"])
        make_group("Crew", make_category("Course", private, is_rbac_category=True), member=[bob])
        assert media["private"] not in tokens(api(bob))
        settings.USE_RBAC = True
        assert media["private"] in tokens(api(bob))
        assert tokens(api(bob), "?show=shared_with_me") == [media["private"]]

    def test_nothing_is_shared_with_the_anonymous(self, api: Api, media: dict[str, str]) -> None:
        body = api().get(URL + "?show=shared_by_me").json()
        assert body == {"count": 0, "next": None, "previous": None, "results": [], "tags": ""}

    def test_an_unknown_author_is_not_found(self, api: Api) -> None:
        answer = api().get(URL + "?author=nobody")
        assert answer.status_code == 404
        assert answer.json() == {"detail": "No User matches the given query."}

    def test_a_media_that_is_visible_twice_is_listed_once(self, api: Api, bob: User, alice: User) -> None:
        media = make_media(alice)
        share(media, bob)
        assert tokens(api(bob)) == [media.friendly_token]


class TestItem:
    """The list object of §4.6."""

    def test_fields_in_order(self, api: Api, alice: User) -> None:
        media = make_media(
            alice,
            friendly_token="tok1",
            title='"Ünïcode"',
            add_date=datetime(2026, 7, 1, 12, tzinfo=UTC),
            thumbnail="original/thumbnails/user/alice/ä b.jpg",
        )
        item = api().get(URL).json()["results"][0]
        assert list(item.items()) == [
            ("friendly_token", "tok1"),
            ("url", "http://testserver/view?m=tok1"),
            ("api_url", "http://testserver/api/v1/media/tok1"),
            ("user", "alice"),
            ("title", '"Ünïcode"'),
            ("description", ""),
            ("add_date", "2026-07-01T13:00:00+01:00"),
            ("views", 1),
            ("media_type", "video"),
            ("state", "public"),
            ("duration", 0),
            ("thumbnail_url", f"http://testserver/media/{quote(media.thumbnail.name)}"),
            ("is_reviewed", True),
            ("preview_url", None),
            ("author_name", "Alice Liddell"),
            ("author_profile", "http://testserver/user/alice/"),
            ("author_thumbnail", "http://testserver/media/userlogos/user.jpg"),
            ("encoding_status", "success"),
            ("likes", 1),
            ("dislikes", 0),
            ("reported_times", 0),
            ("featured", False),
            ("user_featured", False),
            ("size", None),
        ]

    def test_audio_has_a_picture_of_its_own(self, api: Api, alice: User) -> None:
        make_media(alice, media_type="audio")
        item = api().get(URL).json()["results"][0]
        assert item["thumbnail_url"] == "http://testserver/media/userlogos/poster_audio.jpg"

    def test_an_uploaded_thumbnail_comes_first(self, api: Api, alice: User) -> None:
        make_media(alice, thumbnail="a.jpg", uploaded_thumbnail="b.jpg")
        assert api().get(URL).json()["results"][0]["thumbnail_url"] == "http://testserver/media/b.jpg"

    def test_the_preview_is_relative_and_comes_from_a_gif_rendition(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        make_encoding(media, make_profile(extension="gif", codec=None, resolution=None), media_file="p.gif")
        assert api().get(URL).json()["results"][0]["preview_url"] == "/media/p.gif"

    def test_an_owner_without_a_picture_does_not_break_the_listing(self, api: Api, alice: User) -> None:
        User.objects.update(logo="")
        make_media(alice)
        assert api().get(URL).json()["results"][0]["author_thumbnail"] is None


class TestFilters:
    """§4.3."""

    @pytest.mark.parametrize(
        ("query", "minutes"),
        [
            ("0-20", [0, 19]),
            ("20-40", [20]),
            ("40-60", [40]),
            ("60-120", [60, 200]),
            ("x", [0, 19, 20, 40, 60, 200]),
        ],
    )
    def test_duration(self, api: Api, alice: User, query: str, minutes: list[int]) -> None:
        for value in (0, 19, 20, 40, 60, 200):
            make_media(alice, duration=value * 60)
        results = api().get(f"{URL}?duration={query}").json()["results"]
        assert sorted(item["duration"] // 60 for item in results) == minutes

    @pytest.mark.parametrize(
        ("query", "days"), [("today", [0]), ("this_week", [0, 6]), ("this_year", [0]), ("ever", [0, 6, 400])]
    )
    def test_upload_date(self, api: Api, alice: User, query: str, days: list[int]) -> None:
        ages = {
            make_media(alice, add_date=timezone.now() - timedelta(days=age)).friendly_token: age
            for age in (0, 6, 400)
        }
        found = {ages[token] for token in tokens(api(), f"?upload_date={query}")}
        assert set(days) <= found
        assert 400 not in found or 400 in days

    def test_tag_type_and_state(self, api: Api, alice: User) -> None:
        media = make_media(alice, media_type="image", state="unlisted")
        make_media(alice)
        make_tag("Cats", media)
        for query in ("t=Cats", "media_type=image", "publish_state=unlisted"):
            assert tokens(api(alice), f"?author=alice&{query}") == [media.friendly_token], query
        assert tokens(api(alice), "?author=alice&t=cats") == []

    def test_unknown_values_filter_nothing(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        query = "?media_type=zip&upload_date=x&duration=x&publish_state=x&q=the"
        assert tokens(api(), query) == [media.friendly_token]

    def test_shared_state_and_whom_it_is_shared_with(self, api: Api, alice: User, bob: User) -> None:
        direct, in_group = make_media(alice), make_media(alice)
        make_media(alice)
        share(direct, bob)
        make_group("Crew", make_category("Course", in_group, is_rbac_category=True))
        shared = tokens(api(alice), "?author=alice&publish_state=shared")
        assert set(shared) == {direct.friendly_token, in_group.friendly_token}
        assert tokens(api(alice), "?author=alice&shared_user=bob") == [direct.friendly_token]
        assert tokens(api(alice), "?author=alice&shared_group=Crew") == [in_group.friendly_token]

    def test_only_those_with_sharing_information_may_filter_by_it(
        self, api: Api, alice: User, bob: User
    ) -> None:
        make_media(alice)
        assert len(tokens(api(bob), "?author=alice&shared_user=bob")) == 1

    def test_recommended_media_can_be_filtered(self, api: Api, alice: User) -> None:
        make_media(alice)
        image = make_media(alice, media_type="image")
        assert tokens(api(), "?show=recommended&media_type=image") == [image.friendly_token]

    def test_a_nul_character_is_refused(self, api: Api, alice: User) -> None:
        for name in ("q", "t", "author", "sort_by"):
            answer = api(alice).get(f"{URL}?{name}=a%00b")
            assert answer.status_code == 400
            assert answer.json() == {"detail": "Null characters are not allowed."}


class TestSorting:
    """§4.4."""

    @pytest.fixture
    def media(self, alice: User) -> None:
        for title, views in (("b", 1), ("a", 3), ("c", 2)):
            make_media(alice, title=title, friendly_token=title, views=views)

    @pytest.mark.parametrize(
        ("query", "order"),
        [
            ("sort_by=title&ordering=asc", "abc"),
            ("sort_by=title", "cba"),
            ("sort_by=views_desc&ordering=asc", "acb"),
            ("sort_by=views_asc", "bca"),
            ("sort_by=bogus_asc", "cab"),
            ("sort_by=user_desc&ordering=asc", "bac"),
        ],
    )
    def test_own_page(self, api: Api, alice: User, media: None, query: str, order: str) -> None:
        assert "".join(tokens(api(alice), f"?author=alice&{query}")) == order

    def test_visitors_always_get_the_newest_first(self, api: Api, media: None) -> None:
        assert "".join(tokens(api(), "?sort_by=title&ordering=asc")) == "cab"


class TestPages:
    """Pagination, the cap and what a page says besides its rows (§3.8, §4.5)."""

    def test_links_keep_other_parameters_sorted(self, api: Api, alice: User) -> None:
        Media.objects.bulk_create(
            Media(user=alice, listable=True, title=f"M{i}", add_date=timezone.now()) for i in range(101)
        )
        body = api().get(f"{URL}?show=all&page=2&media_type=").json()
        assert body["count"] == 101
        assert body["next"] == "http://testserver/api/v1/media?media_type=&page=3&show=all"
        assert body["previous"] == "http://testserver/api/v1/media?media_type=&show=all"
        assert len(api().get(f"{URL}?page=last").json()["results"]) == 1

    @pytest.mark.parametrize("page", ["0", "-1", "x", "2", "1.5", "9" * 30])
    def test_pages_that_do_not_exist(self, api: Api, alice: User, page: str) -> None:
        make_media(alice)
        answer = api().get(f"{URL}?page={page}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid page."})

    def test_the_first_page_of_nothing_is_empty(self, api: Api) -> None:
        assert api().get(f"{URL}?page=").json()["results"] == []

    def test_at_most_a_thousand_are_counted_and_shown(self, api: Api, alice: User) -> None:
        Media.objects.bulk_create(
            Media(user=alice, listable=True, title=f"M{i}", add_date=timezone.now()) for i in range(1010)
        )
        body = api().get(f"{URL}?page=20").json()
        assert (body["count"], body["next"], len(body["results"])) == (1000, None, 50)

    def test_tags_of_the_page_by_code_point(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        for title in ("zoo", "Alpha", "ελ"):
            make_tag(title, media)
        assert api().get(URL).json()["tags"] == "Alpha, zoo, ελ"

    def test_whom_the_page_is_shared_with(self, api: Api, alice: User, bob: User) -> None:
        nameless = make_user("carol", name="")
        older, newer = make_media(alice), make_media(alice)
        share(older, bob)
        share(newer, nameless)
        share(newer, alice, "owner")
        make_group("Crew", make_category("Course", older, is_rbac_category=True))
        body = api(alice).get(f"{URL}?author=alice").json()
        assert list(body)[-3:] == ["tags", "shared_users", "shared_groups"]
        assert body["shared_users"] == [
            {"username": "carol", "name": "carol"},
            {"username": "bob", "name": "Bob"},
        ]
        assert body["shared_groups"] == [{"name": "Crew"}]

    def test_visitors_do_not_learn_whom_media_are_shared_with(self, api: Api, bob: User, alice: User) -> None:
        share(make_media(alice), bob)
        assert list(api(bob).get(f"{URL}?author=alice").json())[-1] == "tags"


class TestRecommended:
    """§9.1."""

    def test_popular_media_come_from_the_cache(self, api: Api, alice: User) -> None:
        popular, _ = make_media(alice), make_media(alice, views=99)
        hidden = make_media(alice, state="private")
        cache.set("popular_media_ids", [popular.friendly_token, hidden.friendly_token, "gone"])
        assert tokens(api(), "?show=recommended") == [popular.friendly_token]

    def test_without_them_the_most_viewed_ones(self, api: Api, alice: User) -> None:
        for views in range(60):
            make_media(alice, views=views)
        body = api().get(f"{URL}?show=recommended").json()
        assert list(body) == ["next", "previous", "results", "tags"]
        assert {item["views"] for item in body["results"]} == set(range(10, 60))

    def test_there_is_one_page_only(self, api: Api) -> None:
        assert api().get(f"{URL}?show=recommended&page=2").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?author=alice", "?show=shared_by_me", "?show=recommended", "?q=media&t=x&shared_user=bob"]
)
def test_the_number_of_queries_does_not_grow_with_the_page(
    api: Api, alice: User, bob: User, settings: Any, query: str
) -> None:
    settings.USE_RBAC = True
    gif = make_profile(extension="gif", codec=None, resolution=None)
    category = make_category("Course", is_rbac_category=True)
    make_group("Crew", category, member=[bob], contributor=[alice])

    def queries_for(number: int) -> int:
        for _ in range(number):
            media = make_media(alice)
            media.category.add(category)
            share(media, bob)
            make_encoding(media, gif)
        client = api(alice)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(URL + query).status_code == 200
        return len(queries)

    few, many = queries_for(3), queries_for(30)
    assert few == many <= 10
