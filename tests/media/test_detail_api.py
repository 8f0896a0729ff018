"""``GET /api/v1/media/<token>`` (spec/api-media.md §6, §8, §9.2)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.actions.models import Rating, RatingCategory
from apps.media.models import Media
from apps.studio.models import VideoChapterData
from apps.users.models import User
from tests.media.factories import (
    make_caption,
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

KEYS = (
    "url user title description add_date edit_date media_type state is_shared duration thumbnail_url "
    "poster_url thumbnail_time sprites_url preview_url author_name author_profile author_thumbnail "
    "encodings_info encoding_status views likes dislikes reported_times user_featured "
    "original_media_url size video_height enable_comments categories_info is_reviewed edit_url "
    "tags_info hls_info license subtitles_info chapter_data ratings_info add_subtitle_url "
    "allow_download slideshow_items related_media"
)


def detail(client: APIClient, media: Media) -> dict[str, Any]:
    """The body of a media."""
    answer = client.get(f"/api/v1/media/{media.friendly_token}")
    assert answer.status_code == 200, answer.content
    return answer.json()


class TestAccess:
    """§6.1."""

    @pytest.mark.parametrize("state", ["public", "unlisted"])
    def test_open_states_are_for_everybody(self, api: Api, alice: User, state: str) -> None:
        assert detail(api(), make_media(alice, state=state))["state"] == state

    @pytest.mark.parametrize("token", ["unknown", "", "ünïcode_-"])
    def test_an_unknown_token_is_a_bad_request(self, api: Api, token: str) -> None:
        answer = api().get(f"/api/v1/media/{token}") if token else api().get("/api/v1/media/%20")
        assert answer.status_code == (400 if token else 404)

    def test_private_media_do_not_exist_for_the_anonymous(self, api: Api, alice: User) -> None:
        answer = api().get(f"/api/v1/media/{make_media(alice, state='private').friendly_token}")
        assert (answer.status_code, answer.json()) == (400, {"detail": "media file does not exist"})

    def test_private_media_are_refused_to_strangers(self, api: Api, alice: User, bob: User) -> None:
        media = make_media(alice, state="private")
        answer = api(bob).get(f"/api/v1/media/{media.friendly_token}")
        assert (answer.status_code, answer.json()) == (401, {"detail": "media is private"})
        share(media, bob)
        assert detail(api(bob), media)["is_shared"]

    def test_owner_and_editors_see_private_media(self, api: Api, alice: User, editor: User) -> None:
        media = make_media(alice, state="private")
        assert detail(api(alice), media) == detail(api(editor), media)


class TestBody:
    """§6.2 and §8."""

    def test_keys_in_order(self, api: Api, alice: User) -> None:
        assert " ".join(detail(api(), make_media(alice))) == KEYS

    def test_addresses_are_relative_but_for_the_page(self, api: Api, alice: User) -> None:
        media = make_media(alice, thumbnail="t.jpg", poster="p.jpg", sprites="s.jpg", friendly_token="tok1")
        body = detail(api(), media)
        assert body["url"] == "http://testserver/view?m=tok1"
        assert body["thumbnail_url"] == "/media/t.jpg"
        assert body["poster_url"] == "/media/p.jpg"
        assert body["sprites_url"] == "/media/s.jpg"
        assert body["author_profile"] == "/user/alice/"
        assert body["author_thumbnail"] == "/media/userlogos/user.jpg"
        assert body["original_media_url"] == f"/media/{media.media_file.name}"
        assert body["edit_url"] == "/edit?m=tok1"
        assert body["add_subtitle_url"] == "/add_subtitle?m=tok1"

    def test_absolute_preview_paths_become_addresses(self, api: Api, alice: User, media_root: Path) -> None:
        media = make_media(alice, preview_file_path=f"{media_root}/encoded/1/alice/p.gif")
        assert detail(api(), media)["preview_url"] == "/media/encoded/1/alice/p.gif"

    def test_originals_can_be_hidden(self, api: Api, alice: User, settings: Any) -> None:
        settings.SHOW_ORIGINAL_MEDIA = False
        assert detail(api(), make_media(alice))["original_media_url"] is None

    def test_renditions_by_resolution_and_codec(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        encoding = make_encoding(media, make_profile(name="h264-360", resolution=360))
        make_encoding(media, make_profile(resolution=None, codec=None, extension="gif"))
        make_encoding(media, make_profile(resolution=720), chunk=True)
        waiting = make_encoding(
            media, make_profile(resolution=240, codec="vp9"), media_file="", status="pending"
        )
        info = detail(api(), media)["encodings_info"]
        assert list(info) == ["2160", "1440", "1080", "720", "480", "360", "240", "144"]
        assert info["720"] == {}
        assert list(info["360"]["h264"].items()) == [
            ("title", "h264-360"),
            ("url", f"/media/{encoding.media_file.name}"),
            ("progress", 100),
            ("size", "1.0MB"),
            ("encoding_id", encoding.pk),
            ("status", "success"),
        ]
        assert info["240"]["vp9"]["url"] is None
        assert info["240"]["vp9"]["encoding_id"] == waiting.pk

    @pytest.mark.parametrize("status", ["pending", "running"])
    def test_the_original_stands_in_while_encoding(self, api: Api, alice: User, status: str) -> None:
        media = make_media(alice, encoding_status=status)
        make_encoding(media, make_profile())
        info = detail(api(), media)["encodings_info"]
        assert list(info)[-1] == "0-original"
        assert info["360"] == {}
        assert info["0-original"] == {
            "h264": {"url": f"/media/{media.media_file.name}", "status": "success", "progress": 100}
        }

    def test_other_types_have_no_renditions(self, api: Api, alice: User) -> None:
        assert detail(api(), make_media(alice, media_type="image"))["encodings_info"] == {}

    def test_a_profile_without_resolution_hides_only_its_rendition(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        make_encoding(media, make_profile(resolution=None))
        make_encoding(media, make_profile())
        assert "h264" in detail(api(), media)["encodings_info"]["360"]

    def test_captions_by_title_within_first_letters(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        for code, title in (("zz", "zulu"), ("en", "English"), ("el", "Ελληνικά"), ("da", "Dansk")):
            make_caption(media, f"original/subtitles/user/alice/{code}.vtt", code, title)
        captions = detail(api(), media)["subtitles_info"]
        assert [caption["label"] for caption in captions] == ["Dansk", "English", "zulu", "Ελληνικά"]
        assert captions[0] == {
            "src": "/media/original/subtitles/user/alice/da.vtt",
            "srclang": "da",
            "label": "Dansk",
        }

    def test_categories_and_tags_link_to_their_search(self, api: Api, alice: User, bob: User) -> None:
        media = make_media(alice)
        make_category("Art & Film", media)
        course = make_category("A course", media, is_rbac_category=True, is_lms_course=True)
        make_group("Crew", course, member=[bob])
        make_tag("gamma ray", media)
        body = detail(api(), media)
        assert body["categories_info"] == [
            {"title": "Art & Film", "url": "/search?c=Art & Film", "is_lms_course": False}
        ]
        assert body["tags_info"] == [{"title": "gamma ray", "url": "/search?t=gamma ray"}]
        assert [c["title"] for c in detail(api(bob), media)["categories_info"]] == ["A course", "Art & Film"]

    def test_only_usable_chapters_are_shown(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        good = {"startTime": "00:00:00", "endTime": 7.5, "chapterTitle": "One"}
        bad = [{**good, "startTime": None}, {**good, "chapterTitle": ""}, {"startTime": 1}, "text", None]
        VideoChapterData.objects.create(media=media, data=[good | {"id": 5}, *bad])
        assert detail(api(), media)["chapter_data"] == [good]

    @pytest.mark.parametrize("data", [{}, "text", 5])
    def test_chapters_of_another_shape_are_none(self, api: Api, alice: User, data: Any) -> None:
        media = make_media(alice)
        VideoChapterData.objects.create(media=media, data=data)
        assert detail(api(), media)["chapter_data"] == []

    def test_ratings_show_the_own_score(self, api: Api, alice: User, settings: Any) -> None:
        media = make_media(alice)
        category = RatingCategory.objects.create(title="Sound")
        media.rating_category.add(category)
        assert detail(api(alice), media)["ratings_info"] == []
        settings.ALLOW_RATINGS = True
        unrated = {"score": -1, "category_id": category.pk, "category_title": "Sound"}
        assert detail(api(alice), media)["ratings_info"] == [unrated]
        Rating.objects.create(media=media, user=alice, rating_category=category, score=4)
        assert detail(api(alice), media)["ratings_info"] == [unrated | {"score": 4}]
        assert detail(api(), media)["ratings_info"] == [unrated]

    def test_images_come_with_a_slide_show(self, api: Api, alice: User, settings: Any) -> None:
        settings.SLIDESHOW_ITEMS = 2
        images = [make_media(alice, media_type="image", title=f"I{n}") for n in range(5)]
        make_media(alice, media_type="image", state="private")
        slides = detail(api(), images[2])["slideshow_items"]
        assert [slide["title"] for slide in slides] == ["I2", "I0", "I1"]
        assert list(slides[0]) == ["poster_url", "url", "thumbnail_url", "title", "original_media_url"]
        assert slides[0]["url"] == f"/view?m={images[2].friendly_token}"


class TestPlaylists:
    """``hls_info`` (§8.3)."""

    MASTER = """#EXTM3U
#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,CODECS="avc1,mp4a",RESOLUTION=256x144
media-1/stream.m3u8

#EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=360x640
media-2/stream.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=3
media-3/stream.m3u8
#EXT-X-I-FRAME-STREAM-INF:RESOLUTION=256x144,URI="media-1/iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:RESOLUTION=360x640,URI="media-2/iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:broken
"""

    @pytest.fixture
    def media(self, alice: User, media_root: Path) -> Media:
        master = media_root / "hls" / "abc" / "master.m3u8"
        (master.parent / "media-1").mkdir(parents=True)
        (master.parent / "media-1" / "iframes.m3u8").touch()
        master.write_text(self.MASTER)
        return make_media(alice, hls_file=str(master))

    def test_playlists_by_rung(self, api: Api, media: Media) -> None:
        assert list(detail(api(), media)["hls_info"].items()) == [
            ("master_file", "/media/hls/abc/master.m3u8"),
            ("144_iframe", "/media/hls/abc/media-1/iframes.m3u8"),
            ("144_playlist", "/media/hls/abc/media-1/stream.m3u8"),
            ("360_playlist", "/media/hls/abc/media-2/stream.m3u8"),
        ]

    def test_a_changed_master_is_read_again(self, api: Api, media: Media) -> None:
        detail(api(), media)
        Path(media.hls_file).write_bytes(b"\xff#EXTM3U\n")
        assert list(detail(api(), media)["hls_info"]) == ["master_file"]

    def test_a_missing_master_means_none(self, api: Api, media: Media) -> None:
        Path(media.hls_file).unlink()
        assert detail(api(), media)["hls_info"] == {}


class TestRelated:
    """§9.2."""

    def test_media_of_owner_category_and_portal_without_the_media_itself(
        self, api: Api, alice: User, bob: User
    ) -> None:
        media, own, other = make_media(alice), make_media(alice), make_media(bob)
        make_media(bob, state="private")
        make_category("Films", media, other)
        related = detail(api(), media)["related_media"]
        assert {item["friendly_token"] for item in related} == {own.friendly_token, other.friendly_token}
        assert len(related) == 2
        assert related[0]["url"].startswith("http://testserver/view?m=")

    @pytest.mark.parametrize(
        ("strategy", "number"),
        [("content", 2), ("nonsense", 2), ("author", 1), ("calculated", 0), ("no_related", 0)],
    )
    def test_strategies(self, api: Api, alice: User, settings: Any, strategy: str, number: int) -> None:
        settings.RELATED_MEDIA_STRATEGY = strategy
        media = make_media(alice)
        make_media(alice)
        make_media(make_user())
        assert len(detail(api(), media)["related_media"]) == number

    def test_learning_platforms_get_none(self, api: Api, alice: User, settings: Any) -> None:
        settings.USE_LTI = True
        media = make_media(alice)
        make_media(alice)
        assert detail(api(), media)["related_media"] == []


def test_the_number_of_queries_does_not_grow(api: Api, alice: User, bob: User, settings: Any) -> None:
    settings.USE_RBAC = True
    gif = make_profile(extension="gif", codec=None, resolution=None)
    media = make_media(alice, state="private")
    share(media, bob)
    client = api(bob)

    def queries_for(number: int) -> int:
        for n in range(number):
            make_encoding(make_media(alice), gif)
            make_encoding(media, make_profile())
            make_caption(media, f"{n}.vtt", title=f"T{media.subtitles.count()}")
            make_category("C", media)
            make_tag(f"t{media.tags.count()}", media)
        with CaptureQueriesContext(connection) as queries:
            detail(client, media)
        return len(queries)

    few, many = queries_for(1), queries_for(30)
    assert few == many <= 10
