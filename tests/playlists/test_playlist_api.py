"""``/api/v1/playlists`` (spec/api-community.md §3)."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.media.models import Media
from apps.playlists.models import Playlist
from apps.playlists.services import playlist_create, playlist_media_append
from apps.users.models import User
from tests.media.factories import make_media, share

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]
URL = "/api/v1/playlists"


@pytest.fixture
def playlist(alice: User) -> Playlist:
    """An empty playlist of alice."""
    return playlist_create(user=alice, title="Songs", description="all of them")


def put(client: APIClient, playlist: Playlist, **body: Any) -> tuple[int, Any]:
    """Send a change of the content."""
    answer = client.put(f"{URL}/{playlist.friendly_token}", body, format="json")
    return answer.status_code, answer.json()


def add(playlist: Playlist, *media: Media) -> None:
    """Put media into a playlist."""
    playlist_media_append(playlist=playlist, media=media)


def tokens(client: APIClient, playlist: Playlist) -> list[str]:
    """Tokens of the media that the playlist shows."""
    body = client.get(f"{URL}/{playlist.friendly_token}").json()
    return [media["friendly_token"] for media in body["playlist_media"]]


class TestList:
    """§3.2, §3.4."""

    def test_an_entry_has_these_fields_in_this_order(self, api: Api, playlist: Playlist) -> None:
        assert list(api().get(URL).json()["results"][0]) == [
            *("id", "add_date", "title", "description", "user", "media_count", "url", "api_url"),
            *("thumbnail_url", "friendly_token"),
        ]

    def test_count_and_thumbnail_are_those_of_listable_media(
        self, api: Api, alice: User, playlist: Playlist
    ) -> None:
        hidden = make_media(alice, state="private", thumbnail="original/thumbnails/hidden.jpg")
        listed = make_media(alice, thumbnail="original/thumbnails/a b.jpg", uploaded_thumbnail="x.jpg")
        add(playlist, hidden, listed, listed)
        entry = api().get(URL).json()["results"][0]
        assert entry["media_count"] == 2
        assert entry["thumbnail_url"] == "/media/original/thumbnails/a b.jpg"

    def test_without_a_generated_thumbnail_there_is_none(
        self, api: Api, alice: User, playlist: Playlist
    ) -> None:
        add(playlist, make_media(alice, media_type="audio", uploaded_thumbnail="x.jpg"))
        assert api().get(URL).json()["results"][0]["thumbnail_url"] is None

    def test_author_narrows(self, api: Api, bob: User, playlist: Playlist) -> None:
        playlist_create(user=bob, title="Other")
        names = lambda query: [entry["title"] for entry in api().get(URL + query).json()["results"]]  # noqa: E731
        assert names("?author=%20alice%20") == ["Songs"]
        assert names("?author=nobody") == []
        assert names("?author=") == []
        assert names("") == ["Songs", "Other"]

    def test_both_addresses_answer(self, api: Api, playlist: Playlist) -> None:
        assert api().get(f"{URL}/").json() == api().get(URL).json()

    def test_nul_in_author_is_refused(self, api: Api, db: None) -> None:
        assert api().get(f"{URL}?author=%00").status_code == 400

    def test_queries_do_not_grow(
        self, api: Api, alice: User, django_assert_num_queries: Any, playlist: Playlist
    ) -> None:
        for number in range(5):
            add(playlist_create(user=alice, title=f"{number}"), make_media(alice))
        with django_assert_num_queries(2):
            api().get(URL)


class TestCreate:
    """§3.5."""

    def post(self, client: APIClient, body: Any, kind: str = "json") -> tuple[int, Any]:
        answer = client.post(URL, body, format=kind)
        return answer.status_code, answer.json()

    def test_tags_are_stripped(self, api: Api, alice: User) -> None:
        status, body = self.post(api(alice), {"title": " <b>New</b> ", "description": "<i>d</i> & d"})
        assert (status, body["title"], body["description"]) == (201, "New", "d & d")
        assert len(body["friendly_token"]) == 9

    def test_a_form_works_too(self, api: Api, alice: User) -> None:
        assert self.post(api(alice), {"title": "Form"}, "multipart")[0] == 201

    @pytest.mark.parametrize(
        ("body", "errors"),
        [
            ({}, {"title": ["This field is required."]}),
            ({"title": " "}, {"title": ["This field may not be blank."]}),
            ({"title": None}, {"title": ["This field may not be null."]}),
            ({"title": ["x"]}, {"title": ["Not a valid string."]}),
            ({"title": "a\x00b"}, {"title": ["Null characters are not allowed."]}),
            ({"title": "x" * 101}, {"title": ["Ensure this field has no more than 100 characters."]}),
            (
                {"title": "", "description": None},
                {
                    "title": ["This field may not be blank."],
                    "description": ["This field may not be null."],
                },
            ),
            (
                {"title": "x", "friendly_token": "x" * 13},
                {"friendly_token": ["Ensure this field has no more than 12 characters."]},
            ),
            ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
            (None, {"non_field_errors": ["No data provided"]}),
        ],
    )
    def test_what_is_refused(self, api: Api, alice: User, body: Any, errors: Any) -> None:
        answer = api(alice).post(URL, "null" if body is None else body, format="json")
        if body is None:
            answer = api(alice).generic("POST", URL, "null", content_type="application/json")
        assert (answer.status_code, answer.json()) == (400, errors)

    def test_a_free_token_may_be_chosen(self, api: Api, alice: User) -> None:
        status, body = self.post(api(alice), {"title": "x", "friendly_token": "my-list_1"})
        assert (status, body["url"]) == (201, "/playlists/my-list_1")

    def test_a_used_token_cannot_make_playlists_unreachable(
        self, api: Api, bob: User, playlist: Playlist
    ) -> None:
        status, body = self.post(api(bob), {"title": "x", "friendly_token": playlist.friendly_token})
        assert (status, list(body)) == (400, ["friendly_token"])
        assert api().get(f"{URL}/{playlist.friendly_token}").status_code == 200

    def test_a_token_unfit_for_an_address_cannot_break_the_list(self, api: Api, bob: User) -> None:
        assert self.post(api(bob), {"title": "x", "friendly_token": "a b/c"})[0] == 400
        assert api().get(URL).status_code == 200

    def test_anonymous(self, api: Api, db: None) -> None:
        detail = {"detail": "Authentication credentials were not provided."}
        assert self.post(api(), {"title": "x"}) == (403, detail)

    def test_at_the_upload_limit(self, api: Api, alice: User, editor: User, settings: Any) -> None:
        settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 0
        status, body = self.post(api(alice), {"title": "x"})
        assert status == 403
        assert body["detail"].startswith("You don't have permission to upload media")
        assert self.post(api(editor), {"title": "x"})[0] == 201

    def test_the_owner_is_who_asks(self, api: Api, alice: User, bob: User) -> None:
        assert self.post(api(alice), {"title": "x", "user": "bob", "user_id": bob.pk})[1]["user"] == "alice"


class TestDetail:
    """§3.3, §3.6."""

    def test_fields_in_order(self, api: Api, playlist: Playlist) -> None:
        assert list(api().get(f"{URL}/{playlist.friendly_token}").json()) == [
            *("title", "add_date", "user_thumbnail_url", "description", "user", "media_count", "url"),
            *("thumbnail_url", "playlist_media"),
        ]

    @pytest.mark.parametrize("token", ["nope", "twin"])
    def test_unknown_and_duplicated_tokens(self, api: Api, alice: User, token: str) -> None:
        for _ in range(2):
            playlist_create(user=alice, title="x", friendly_token="twin")
        answer = api().get(f"{URL}/{token}")
        assert (answer.status_code, answer.json()) == (400, {"detail": "Playlist does not exist"})

    def test_others_see_public_and_unlisted_media(
        self, api: Api, alice: User, editor: User, playlist: Playlist
    ) -> None:
        public = make_media(alice, is_reviewed=False)
        unlisted, private = make_media(alice, state="unlisted"), make_media(alice, state="private")
        add(playlist, private, unlisted, public)
        open_ones = [unlisted.friendly_token, public.friendly_token]
        assert tokens(api(), playlist) == open_ones
        assert tokens(api(editor), playlist) == open_ones
        assert tokens(api(alice), playlist) == [private.friendly_token, *open_ones]

    def test_the_owner_sees_private_media_of_others_only_with_access(
        self, api: Api, alice: User, bob: User, playlist: Playlist
    ) -> None:
        private = make_media(bob, state="private", title="secret")
        add(playlist, private)
        assert tokens(api(alice), playlist) == []
        permission = share(private, alice)
        assert tokens(api(alice), playlist) == [private.friendly_token]
        permission.delete()
        assert tokens(api(alice), playlist) == []

    def test_queries_do_not_grow(
        self, api: Api, alice: User, playlist: Playlist, django_assert_num_queries: Any
    ) -> None:
        add(playlist, *[make_media(alice) for _ in range(20)])
        with django_assert_num_queries(4):
            api().get(f"{URL}/{playlist.friendly_token}")


class TestEdit:
    """§3.7, §3.9."""

    def test_rename(self, api: Api, alice: User, playlist: Playlist) -> None:
        answer = api(alice).post(f"{URL}/{playlist.friendly_token}", {"title": "<b>Tunes</b>"}, format="json")
        assert answer.status_code == 201
        assert (answer.json()["title"], answer.json()["description"]) == ("Tunes", "all of them")
        assert "playlist_media" not in answer.json()

    def test_the_title_is_always_required(self, api: Api, alice: User, playlist: Playlist) -> None:
        answer = api(alice).post(f"{URL}/{playlist.friendly_token}", {"description": "new"}, format="json")
        assert (answer.status_code, answer.json()) == (400, {"title": ["This field is required."]})

    def test_an_editor_does_not_become_the_owner(
        self, api: Api, alice: User, editor: User, playlist: Playlist
    ) -> None:
        answer = api(editor).post(f"{URL}/{playlist.friendly_token}", {"title": "Edited"}, format="json")
        assert (answer.status_code, answer.json()["user"]) == (201, "alice")
        assert put(api(alice), playlist, type="remove", media_friendly_token="x")[1] != {
            "detail": "not enough permissions"
        }

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_others_may_not(self, api: Api, bob: User, playlist: Playlist, method: str) -> None:
        url = f"{URL}/{playlist.friendly_token}"
        answer = getattr(api(bob), method)(url, {"title": "Mine"}, format="json")
        assert (answer.status_code, answer.json()) == (400, {"detail": "not enough permissions"})
        assert getattr(api(), method)(url, {}, format="json").status_code == 403

    def test_delete(self, api: Api, alice: User, playlist: Playlist) -> None:
        add(playlist, make_media(alice))
        answer = api(alice).delete(f"{URL}/{playlist.friendly_token}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert not Playlist.objects.exists()
        assert Media.objects.count() == 1


class TestContent:
    """§3.8."""

    def test_add_puts_at_the_end(self, api: Api, alice: User, playlist: Playlist) -> None:
        media = [make_media(alice) for _ in range(3)]
        for item in media:
            answer = put(api(alice), playlist, type="add", media_friendly_token=item.friendly_token)
            assert answer == (201, {"detail": "media added to Playlist"})
        assert list(playlist.items.values_list("media", "ordering")) == [
            (item.pk, place) for place, item in enumerate(media, start=1)
        ]

    def test_nobody_adds_what_they_may_not_see(
        self, api: Api, alice: User, bob: User, playlist: Playlist
    ) -> None:
        private = make_media(bob, state="private")
        answer = put(api(alice), playlist, type="add", media_friendly_token=private.friendly_token)
        assert answer == (400, {"detail": "media is not valid"})
        share(private, alice)
        assert put(api(alice), playlist, type="add", media_friendly_token=private.friendly_token)[0] == 201

    def test_a_full_playlist(self, api: Api, alice: User, playlist: Playlist, settings: Any) -> None:
        settings.MAX_MEDIA_PER_PLAYLIST = 1
        add(playlist, make_media(alice))
        answer = put(api(alice), playlist, type="add", media_friendly_token=make_media(alice).friendly_token)
        assert answer == (400, {"detail": "max number of media for a Playlist reached"})

    def test_remove_takes_all_places_and_renumbers_nothing(
        self, api: Api, alice: User, playlist: Playlist
    ) -> None:
        first, second = make_media(alice), make_media(alice)
        add(playlist, first, second, first)
        answer = put(api(alice), playlist, type="remove", media_friendly_token=first.friendly_token)
        assert answer == (201, {"detail": "media removed from Playlist"})
        assert list(playlist.items.values_list("media", "ordering")) == [(second.pk, 2)]

    @pytest.mark.parametrize("ordering", [1, "1", 1.9, True])
    def test_moving_puts_before_the_media_that_has_the_place(
        self, api: Api, alice: User, playlist: Playlist, ordering: Any
    ) -> None:
        first, second = make_media(alice), make_media(alice)
        add(playlist, first, second)
        answer = put(
            api(alice),
            playlist,
            type="ordering",
            ordering=ordering,
            media_friendly_token=second.friendly_token,
        )
        assert answer == (201, {"detail": "new ordering set"})
        assert tokens(api(), playlist) == [second.friendly_token, first.friendly_token]

    @pytest.mark.parametrize("ordering", [None, 0, "", "x", "2.5", 0.5, [], {}, 2**31, 1e300])
    def test_orderings_that_are_none(self, api: Api, alice: User, playlist: Playlist, ordering: Any) -> None:
        media = make_media(alice)
        answer = put(
            api(alice),
            playlist,
            type="ordering",
            ordering=ordering,
            media_friendly_token=media.friendly_token,
        )
        assert answer == (400, {"detail": "invalid or not specified action"})

    def test_a_negative_ordering_changes_nothing(self, api: Api, alice: User, playlist: Playlist) -> None:
        media = make_media(alice)
        add(playlist, media)
        assert (
            put(
                api(alice),
                playlist,
                type="ordering",
                ordering=-1,
                media_friendly_token=media.friendly_token,
            )[0]
            == 201
        )
        assert playlist.items.get().ordering == 1

    @pytest.mark.parametrize("body", ["[]", '"x"', "null", "7", "{}"])
    def test_bodies_that_say_nothing(self, api: Api, alice: User, playlist: Playlist, body: str) -> None:
        answer = api(alice).generic(
            "PUT", f"{URL}/{playlist.friendly_token}", body, content_type="application/json"
        )
        assert (answer.status_code, answer.json()) == (400, {"detail": "invalid or not specified action"})

    def test_identical_places_of_a_legacy_server_are_touched(
        self, api: Api, alice: User, playlist: Playlist
    ) -> None:
        media = make_media(alice)
        for _ in range(2):
            playlist.items.create(media=media, ordering=3)
        answer = put(api(alice), playlist, type="add", media_friendly_token=media.friendly_token)
        assert answer[0] == 201
        assert playlist.items.count() == 2

    def test_options_tell_name_and_parsers(self, api: Api, playlist: Playlist) -> None:
        body = api().options(f"{URL}/{playlist.friendly_token}").json()
        assert body["name"] == "Playlist Detail"
        assert body["parses"] == [
            *("application/json", "multipart/form-data", "application/x-www-form-urlencoded", "*/*"),
        ]
