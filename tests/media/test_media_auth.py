"""``GET /api/v1/media-auth``: file authorisation for nginx (spec/access.md §7)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_caption, make_media, share

pytestmark = pytest.mark.django_db

URL = "/api/v1/media-auth"


@pytest.fixture
def ask() -> Callable[..., int]:
    """The status for a request line and a user."""

    def ask(uri: str, user: User | None = None) -> int:
        client = Client()
        if user:
            client.force_login(user)
        answer = client.get(URL, HTTP_X_ORIGINAL_URI=uri)
        assert answer.content == b""
        return answer.status_code

    return ask


@pytest.fixture
def private(alice: User) -> Media:
    return make_media(alice, state="private")


@pytest.fixture
def public(alice: User) -> Media:
    return make_media(alice)


def places(media: Media) -> list[str]:
    """Addresses of files of a media, in every shape that is served."""
    uid, owner = media.uid.hex, media.user.username
    return [
        f"/media/original/user/{owner}/{uid}.clip.mp4",
        f"/media/original/user/{owner}/{uid}_Ab1Cd2E.clip.mp4",
        f"/media/original/thumbnails/user/{owner}/{uid}.clip.mp4.jpg",
        f"/media/original/thumbnails/user/{owner}/{uid}.clip.mp4sprites.jpg",
        f"/media/encoded/3/{owner}/{uid}.{uid}.clip.mp4.mp4",
        f"/media/encoded/{uid}/{uid}.mp4",
        f"/media/encoded/{uid}",
        f"/media/hls/{uid}/master.m3u8",
        f"/media/hls/{uid}/media-1/segment-0.ts",
        f"/media/hls/{uid}Ab1Cd2E3F/master.m3u8",
        f"/media//original/./user/{owner}/%{ord(uid[0]):x}{uid[1:]}.clip.mp4?v=1#t=5",
    ]


class TestRule:
    """Who may fetch what."""

    @pytest.mark.parametrize("state", ["public", "unlisted"])
    def test_open_media_are_for_everybody(self, ask: Any, alice: User, state: str) -> None:
        for uri in places(make_media(alice, state=state)):
            assert ask(uri) == 204, uri

    def test_private_media_are_for_those_with_access(
        self, ask: Any, private: Media, alice: User, bob: User, editor: User
    ) -> None:
        for uri in places(private):
            assert [ask(uri, user) for user in (None, bob, alice, editor)] == [403, 403, 204, 204], uri
        share(private, bob)
        assert ask(places(private)[0], bob) == 204

    def test_a_change_counts_at_once(self, ask: Any, public: Media) -> None:
        uri = places(public)[0]
        assert ask(uri) == 204
        Media.objects.update(state="private")
        assert ask(uri) == 403
        Media.objects.all().delete()
        assert ask(uri) == 403

    def test_captions_follow_their_media(self, ask: Any, private: Media, alice: User) -> None:
        make_caption(private, "original/subtitles/user/alice/mein_untertitel_ü.vtt")
        uri = "/media/original/subtitles/user/alice/mein_untertitel_%C3%BC.vtt"
        assert [ask(uri), ask(uri, alice)] == [403, 204]

    def test_pictures_that_the_owner_uploaded_follow_their_media(
        self, ask: Any, private: Media, alice: User
    ) -> None:
        private.uploaded_poster = "original/thumbnails/user/alice/poster.jpg"
        private.save()
        uri = "/media/original/thumbnails/user/alice/poster.jpg"
        assert [ask(uri), ask(uri, alice), ask(uri.replace("alice", "bob"), alice)] == [403, 204, 403]

    def test_they_follow_it_to_another_owner(self, ask: Any, private: Media, alice: User, bob: User) -> None:
        """Files stay in the folder of the former owner (spec/pain-points.md B3)."""
        private.uploaded_poster, private.user = "original/thumbnails/user/alice/poster.jpg", bob
        private.save()
        uri = "/media/original/thumbnails/user/alice/poster.jpg"
        assert [ask(uri), ask(uri, alice), ask(uri, bob)] == [403, 403, 204]

    def test_pictures_of_a_copy_outlive_its_source(self, ask: Any, public: Media) -> None:
        name = f"original/thumbnails/user/alice/{uuid4().hex}_Ab1Cd2E.clip.mp4.jpg"
        assert ask(f"/media/{name}") == 403
        Media.objects.update(thumbnail=name)
        assert ask(f"/media/{name}") == 204

    def test_pictures_of_categories_are_public(self, ask: Any) -> None:
        assert ask("/media/original/categories/cat-1.picture.jpg") == 204

    def test_without_protection_everything_is_allowed(self, ask: Any, private: Media, settings: Any) -> None:
        settings.USE_X_ACCEL_REDIRECT = False
        assert ask(places(private)[0]) == 204

    def test_behind_the_login_wall_nothing_is_for_the_anonymous(
        self, ask: Any, public: Media, bob: User, settings: Any
    ) -> None:
        settings.GLOBAL_LOGIN_REQUIRED = True
        assert [ask(places(public)[0]), ask(places(public)[0], bob)] == [403, 204]


class TestAttacks:
    """Requests that the web server would answer with a private file."""

    def test_a_public_uid_elsewhere_does_not_open_a_private_file(
        self, ask: Any, private: Media, public: Media
    ) -> None:
        secret, known = private.uid.hex, public.uid.hex
        hidden = secret[:-1] + f"%{ord(secret[-1]):x}"
        for uri in (
            f"/media/original/user/alice/{hidden}.clip.mp4?{known}",
            f"/media/original/user/alice/{hidden}.clip.mp4?u={known}.mp4",
            f"/media/original/user/alice/{hidden}.clip.mp4#/{known}.mp4",
            f"/media/original/user/alice/{secret}.{known}.mp4",
            f"/media/original/user/{known}/{secret}.clip.mp4",
            f"/media/encoded/{known}/{known}/{hidden}.clip.mp4",
            f"/media/hls/{hidden}/{known}.ts",
            f"/media/hls/{secret}/{known}/segment-0.ts",
            f"/media/{known}/original/user/alice/{secret}.clip.mp4",
        ):
            assert ask(uri) == 403, uri

    @pytest.mark.parametrize(
        "uri",
        [
            "",
            "/",
            "/media/",
            "/media",
            "/media/original/user/alice/notes.txt",
            "/media/original/user/alice/notes.txt?{uid}",
            "/media/original/user/alice/deeper/{uid}.mp4",
            "/media/original/{uid}.mp4",
            "/media/original/categories/deeper/x.jpg",
            "/media/original/categories",
            "/media/original/subtitles/user/alice/{uid}.vtt",
            "/media/uploads/{uid}.mp4",
            "/mediax/original/user/alice/{uid}.mp4",
            "/media/hls/{uid}",
            "/media/hls/{uid}/../x/segment.ts",
            "/media/hls/{uid}/%2e%2e/x/segment.ts",
            "/media/hls/{uid}/..%2fx/segment.ts",
            "/media/original/user/alice/00_Ab1Cd2E3F_{uid}.clip.mp4.mkv",
            "/media/original/user/alice/{uid}0.clip.mp4",
            "/media/original/user/alice/{upper}.clip.mp4",
            "/media/original/user/alice/{uid}.clip%00.mp4",
            "/media/original/user/alice/%ff%fe{uid}.mp4",
            "/media/original/user/alice/%25{uid}.mp4",
        ],
    )
    def test_paths_that_are_not_a_file_of_a_media(self, ask: Any, public: Media, uri: str) -> None:
        assert ask(uri.format(uid=public.uid.hex, upper=public.uid.hex.upper())) == 403

    def test_a_username_of_hex_digits_opens_nothing(self, ask: Any, private: Media, public: Media) -> None:
        User.objects.filter(pk=private.user_id).update(username=public.uid.hex)
        assert ask(f"/media/original/user/{public.uid.hex}/{private.uid.hex}.clip.mp4") == 403

    def test_credentials_in_a_header_do_not_count(self, private: Media, alice: User) -> None:
        alice.set_password("secret-1")
        alice.save()
        answer = Client().get(
            URL, HTTP_X_ORIGINAL_URI=places(private)[0], HTTP_AUTHORIZATION="Basic YWxpY2U6c2VjcmV0LTE="
        )
        assert answer.status_code == 403


class TestProtocol:
    """HTTP around it."""

    @pytest.mark.parametrize("method", ["post", "put", "head", "options", "delete"])
    def test_only_get(self, method: str) -> None:
        answer = getattr(Client(enforce_csrf_checks=True), method)(URL)
        assert (answer.status_code, answer["Allow"], answer.content) == (405, "GET", b"")

    def test_no_trailing_slash(self) -> None:
        assert Client().get(URL + "/").status_code in (301, 404)

    def test_a_public_file_costs_one_query(self, public: Media) -> None:
        with CaptureQueriesContext(connection) as queries:
            Client().get(URL, HTTP_X_ORIGINAL_URI=places(public)[0])
        assert len(queries) == 1
