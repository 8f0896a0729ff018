"""``POST /api/v1/media/<token>/chapters`` (spec/api-media-bulk.md §7)."""

import json
from typing import Any

import pytest
from django.test import Client

from apps.media.models import Media
from apps.studio.models import VideoChapterData
from apps.users.models import User
from tests.media.factories import make_media, share

pytestmark = pytest.mark.django_db

ONE = {"startTime": "00:00:00.000", "endTime": "00:00:10.000", "chapterTitle": "One"}


@pytest.fixture
def media(alice: User) -> Media:
    """A video of alice."""
    return make_media(alice, duration=60)


def session(user: User | None = None) -> Client:
    """A browser that is logged in and knows no CSRF token, as the editor's auto-save."""
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    return client


def save(client: Client, media: Media, body: Any, **headers: str) -> tuple[int, Any]:
    """Send chapters as the editor does; a text is sent as it is."""
    text = body if isinstance(body, str) else json.dumps(body)
    answer = client.post(url(media), text, content_type="application/json", headers=headers)
    return answer.status_code, answer.json() if answer.content else None


def url(media: Media) -> str:
    """The chapters of a media."""
    return f"/api/v1/media/{media.friendly_token}/chapters"


def stored(client: Client, media: Media, *chapters: Any) -> list[Any]:
    """Save chapters, and return what is kept of them."""
    status, body = save(client, media, {"chapters": list(chapters)})
    assert status == 200
    assert VideoChapterData.objects.get(media=media).data == body["chapters"]
    return list(body["chapters"])


class TestWho:
    """The order of refusals."""

    def test_the_anonymous_are_sent_to_log_in(self, media: Media) -> None:
        for method in ("get", "post"):
            answer = getattr(session(), method)(url(media))
            assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={url(media)}")

    def test_other_methods_unknown_media_and_strangers_are_sent_home(self, media: Media, bob: User) -> None:
        share(media, bob, "viewer")
        for answer in (
            session(media.user).get(url(media)),
            session(bob).post(url(media), {"chapters": []}, content_type="application/json"),
            session(bob).post("/api/v1/media/nope/chapters", {}, content_type="application/json"),
        ):
            assert (answer.status_code, answer["Location"]) == (302, "/")
        assert not VideoChapterData.objects.exists()

    def test_contributors_and_editors_may(self, media: Media, bob: User, editor: User) -> None:
        share(media, bob, "editor")
        for user in (media.user, bob, editor):
            assert stored(session(user), media, ONE) == [ONE]

    def test_tokens_of_the_api_do_not_count(self, media: Media) -> None:
        answer = session().post(url(media), headers={"Authorization": "Basic eDp5"})
        assert answer.status_code == 302


class TestOtherSites:
    """Another site cannot write for a visitor: the address is exempt from the CSRF token."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none", "Origin": "null"},
            {"Origin": "https://evil.example"},
            {"Origin": "http://testserver.evil.example"},
            {"Origin": "null"},
        ],
    )
    def test_are_refused(self, media: Media, headers: dict[str, str]) -> None:
        assert save(session(media.user), media, {"chapters": [ONE]}, **headers)[0] == 403
        assert not VideoChapterData.objects.exists()

    @pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
    def test_cannot_hide_json_in_a_form(self, media: Media, content_type: str) -> None:
        answer = session(media.user).generic(
            "POST", url(media), json.dumps({"chapters": [ONE]}), content_type
        )
        assert answer.status_code == 403

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "same-origin"},
            {"Origin": "http://testserver"},
            {"Origin": "https://studio.example", "Sec-Fetch-Site": "cross-site"},
        ],
    )
    def test_the_site_itself_and_trusted_origins_may(
        self, media: Media, settings: Any, headers: dict[str, str]
    ) -> None:
        settings.CSRF_TRUSTED_ORIGINS = ["https://studio.example"]
        assert save(session(media.user), media, {"chapters": []}, **headers)[0] == 200

    def test_a_csrf_token_is_enough_whatever_the_content_type(self, media: Media) -> None:
        client = session(media.user)
        client.cookies["csrftoken"] = "x" * 32
        answer = client.generic(
            "POST", url(media), '{"chapters": []}', "text/plain", headers={"X-CSRFToken": "x" * 32}
        )
        assert answer.status_code == 200


class TestBody:
    """What is refused, and how."""

    @pytest.mark.parametrize("body", ["{", "[]", "null", "{}", "\xff", "[" * 100_000])
    def test_no_object(self, media: Media, body: str) -> None:
        error = "Request data must be a list of video chapters with startTime, endTime, chapterTitle"
        assert save(session(media.user), media, body) == (400, {"success": False, "error": error})

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ({"a": 1}, 'Request must contain "chapters" array'),
            ({"chapters": None}, 'Request must contain "chapters" array'),
            ({"chapters": {}}, '"chapters" must be an array'),
            ({"chapters": [ONE] * 201}, "Too many chapters (max 200)"),
        ],
    )
    def test_no_list(self, media: Media, body: Any, error: str) -> None:
        assert save(session(media.user), media, body) == (400, {"success": False, "error": error})

    def test_the_list_replaces_the_former_one(self, media: Media) -> None:
        client = session(media.user)
        assert stored(client, media, *[ONE] * 200) == [ONE] * 200
        assert stored(client, media) == []
        assert VideoChapterData.objects.count() == 1

    def test_json_is_written_as_django_does(self, media: Media) -> None:
        answer = session(media.user).post(
            url(media), {"chapters": [ONE | {"chapterTitle": "Über"}]}, content_type="application/json"
        )
        assert b'"chapterTitle": "\\u00dcber"' in answer.content


class TestChapters:
    """Each element stays or goes by itself."""

    @pytest.mark.parametrize(
        ("start", "end", "kept"),
        [
            ("0:5", "1:2:3.5", ("0:5", "1:2:3.5")),
            (" 00:01 ", "123456:00:00", (" 00:01 ", "123456:00:00")),
            (0, 1.5, (0.0, 1.5)),
        ],
    )
    def test_times_stay_as_they_are_and_numbers_become_floats(
        self, media: Media, start: Any, end: Any, kept: tuple[Any, Any]
    ) -> None:
        (chapter,) = stored(
            session(media.user), media, {"startTime": start, "endTime": end, "chapterTitle": "x", "id": 7}
        )
        assert list(chapter.items()) == [
            ("startTime", kept[0]),
            ("endTime", kept[1]),
            ("chapterTitle", "x"),
        ]

    @pytest.mark.parametrize(
        "change",
        [
            {"startTime": "5"},
            {"startTime": True},
            {"startTime": None},
            {"startTime": -1},
            {"startTime": "00:60"},
            {"startTime": "00:00:10.000"},
            {"startTime": "00:00:00.0000"},
            {"startTime": "00:00\x00"},
            {"startTime": "\u0660\u0660:\u0660\u0661"},
            {"endTime": float("nan")},
            {"endTime": float("inf")},
            {"endTime": 10**400},
            {"endTime": []},
            {"chapterTitle": " "},
            {"chapterTitle": "<b></b>"},
            {"chapterTitle": 5},
            {"chapterTitle": "a\x00"},
            {"chapterTitle": "\ud800"},
        ],
    )
    def test_these_are_dropped(self, media: Media, change: dict[str, Any]) -> None:
        assert stored(session(media.user), media, ONE | change, ONE) == [ONE]

    def test_elements_that_are_no_objects_are_dropped(self, media: Media) -> None:
        assert stored(session(media.user), media, None, 1, "x", [], {}, ONE) == [ONE]

    def test_titles_are_plain_text_of_500_characters(self, media: Media) -> None:
        title = " <script>x</script> & " + "y" * 600
        (chapter,) = stored(session(media.user), media, ONE | {"chapterTitle": title})
        assert chapter["chapterTitle"] == ("x & " + "y" * 600)[:500]

    def test_the_page_of_the_media_shows_them(self, media: Media) -> None:
        stored(session(media.user), media, ONE)
        detail = session().get(f"/api/v1/media/{media.friendly_token}").json()
        assert detail["chapter_data"] == [ONE]
