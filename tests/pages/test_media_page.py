"""The page of a media, ``/view?m=<token>`` (spec/pages.md §4.6)."""

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.comments.services import comment_create
from apps.encoding.models import DerivedFile
from apps.users.models import User
from tests.media.factories import make_caption, make_encoding, make_media, make_profile, make_tag, share
from tests.pages.conftest import Visit
from tests.pages.html import Document, parsed

pytestmark = pytest.mark.django_db


def watch(visit: Visit, token: str, user: User | None = None) -> Document:
    """The page of a media."""
    answer = visit(user).get("/view", {"m": token})
    assert answer.status_code == 200
    return parsed(answer)


def head(page: Document) -> dict[str, str]:
    """Name or property of each meta tag, and its content."""
    tags = (one.attributes for one in page.all("meta"))
    return {tag.get("name", tag.get("property", "")): tag.get("content", "") for tag in tags}


class TestWhoSeesWhat:
    def test_private_media_do_not_show_through(self, visit: Visit, alice: User, bob: User) -> None:
        media = make_media(alice, title="Plans", description="of the bank", state="private")
        for visitor in (None, bob):
            answer: HttpResponse = visit(visitor).get("/view", {"m": media.friendly_token})
            assert b"Plans" not in answer.content
            assert b"bank" not in answer.content
            assert "noindex" in head(parsed(answer))["robots"]

    def test_strangers_cannot_tell_private_media_from_none(self, visit: Visit, alice: User) -> None:
        media = make_media(alice, state="private")
        private, unknown = (watch(visit, token) for token in (media.friendly_token, "unknown01"))
        assert private.texts("main") == unknown.texts("main")

    def test_signed_in_users_are_told_that_it_is_private(self, visit: Visit, alice: User, bob: User) -> None:
        page = watch(visit, make_media(alice, state="private").friendly_token, bob)
        assert "This media is private" in page.texts("main")[0]

    def test_whom_it_is_shared_with_sees_it(self, visit: Visit, alice: User, bob: User) -> None:
        media = make_media(alice, title="Plans", state="private")
        share(media, bob)
        assert watch(visit, media.friendly_token, bob).texts("h1") == ["Plans"]

    @pytest.mark.parametrize("query", ["", "?m=", "?m=unknown01", "?m=%00", "?m=%FF"])
    def test_an_unknown_token_is_no_error(self, query: str, visit: Visit) -> None:
        answer = visit().get(f"/view{query}")
        assert answer.status_code == 200
        assert b"This media type is not supported." in answer.content

    def test_the_last_token_counts_without_blanks(self, visit: Visit, alice: User) -> None:
        media = make_media(alice, title="Harbour")
        answer = visit().get(f"/view?m=unknown01&m=%20{media.friendly_token}%20")
        assert parsed(answer).texts("h1") == ["Harbour"]


class TestHead:
    def test_a_public_media_describes_itself(self, visit: Visit, alice: User) -> None:
        media = make_media(
            alice, title='A "B" <c>', description="</script><script>x</script>", poster="p.jpg"
        )
        page = watch(visit, media.friendly_token)
        tags = head(page)
        assert tags["og:title"] == 'A "B" <c> - Harbour TV'
        assert tags["description"] == "</script><script>x</script>"
        assert tags["og:url"] == f"http://testserver/view?m={media.friendly_token}"
        assert tags["og:image"] == "http://testserver/media/p.jpg"
        assert "robots" not in tags

    @pytest.mark.parametrize("state", ["unlisted", "private"])
    def test_what_is_not_public_is_not_indexed(self, state: str, visit: Visit, alice: User) -> None:
        tags = head(watch(visit, make_media(alice, state=state, poster="p.jpg").friendly_token, alice))
        assert tags["robots"] == "noindex"
        assert ("og:image" in tags) == (state == "unlisted")

    def test_no_script_and_no_style_stand_in_the_page(self, visit: Visit, alice: User) -> None:
        page = watch(visit, make_media(alice).friendly_token)
        assert all("src" in script.attributes for script in page.all("script"))
        assert not page.all("style")
        assert not [one for one in page.elements if "style" in one.attributes or "onclick" in one.attributes]


class TestPlayer:
    def test_finished_renditions_are_offered_the_best_of_720_lines_first(
        self, visit: Visit, alice: User
    ) -> None:
        media = make_media(alice)
        for lines in (360, 720, 1080):
            make_encoding(media, make_profile(name=f"h264-{lines}", resolution=lines))
        make_encoding(media, make_profile(resolution=480), status="fail", media_file="")
        page = watch(visit, media.friendly_token)
        profiles = [one.attributes["src"].split("/")[3] for one in page.all("source")]
        expected = {int(row.profile.resolution): str(row.profile_id) for row in media.encodings.all()}
        assert profiles == [expected[720], expected[360], expected[1080]]
        assert "hidden" in page.one("div", class_="encoding").attributes

    def test_hls_and_captions_are_offered(self, visit: Visit, alice: User, media_root: Path) -> None:
        media = make_media(alice)
        master = media_root / "hls" / media.uid.hex / "master.m3u8"
        master.parent.mkdir(parents=True)
        master.write_text("#EXTM3U\n")
        type(media).objects.filter(pk=media.pk).update(hls_file=str(master))
        make_caption(media, "original/subtitles/user/alice/a.vtt")
        page = watch(visit, media.friendly_token)
        player = next(one for one in page.elements if "data-player" in one.attributes)
        assert player.attributes["data-hls"] == f"/media/hls/{media.uid.hex}/master.m3u8"
        track = page.one("track").attributes
        assert (track["src"], track["srclang"], track["label"]) == (
            "/media/original/subtitles/user/alice/a.vtt",
            "en",
            "English",
        )

    @pytest.mark.parametrize(
        ("status", "text"),
        [
            ("pending", "waits for encoding"),
            ("running", "is being encoded"),
            ("fail", "could not be encoded"),
        ],
    )
    def test_the_state_of_encoding_is_told(self, status: str, text: str, visit: Visit, alice: User) -> None:
        media = make_media(alice, encoding_status=status)
        page = watch(visit, media.friendly_token)
        assert text in page.texts("div", class_="encoding")[0]
        assert "hidden" not in page.one("div", class_="encoding").attributes
        assert bool(page.all("source")) == (status != "fail")

    @pytest.mark.parametrize(
        ("media_type", "element"), [("audio", "audio"), ("image", "figure"), ("pdf", "iframe")]
    )
    def test_other_types_have_their_own_view(
        self, media_type: str, element: str, visit: Visit, alice: User
    ) -> None:
        page = watch(visit, make_media(alice, media_type=media_type).friendly_token)
        assert page.one(element)
        assert not page.all("video")

    @pytest.mark.parametrize("media_type", ["", "audio"])
    def test_types_that_the_portal_does_not_take_are_not_played(
        self, media_type: str, visit: Visit, alice: User, settings: Any
    ) -> None:
        settings.ALLOWED_MEDIA_UPLOAD_TYPES = ["video"]
        media = make_media(alice, media_type=media_type, media_file="original/user/alice/x.mp3")
        page = watch(visit, media.friendly_token)
        assert "This media type is not supported." in page.texts("main")[0]
        assert not page.all("audio")

    def test_originals_are_not_offered_where_the_portal_keeps_them(
        self, visit: Visit, alice: User, settings: Any
    ) -> None:
        settings.SHOW_ORIGINAL_MEDIA = False
        media = make_media(alice, media_type="audio", media_file="original/user/alice/x.mp3")
        answer = visit().get("/view", {"m": media.friendly_token})
        assert b"x.mp3" not in answer.content

    def test_downloads_can_be_switched_off(self, visit: Visit, alice: User) -> None:
        allowed, refused = make_media(alice), make_media(alice, allow_download=False)
        assert "Download" in watch(visit, allowed.friendly_token).texts("a", class_="button")
        assert "Download" not in watch(visit, refused.friendly_token).texts("a", class_="button")


def test_comments_are_shown_as_text(visit: Visit, alice: User) -> None:
    media = make_media(alice)
    comment_create(user=alice, media=media, text="Nice & <easy>")
    assert "Nice &" in watch(visit, media.friendly_token).texts("section", class_="comments")[0]


def test_opening_the_page_counts_as_watching(visit: Visit, alice: User, monkeypatch: Any) -> None:
    queued: list[tuple[Any, ...]] = []
    monkeypatch.setattr("apps.pages.views.enqueue", lambda *args, **kwargs: queued.append((args, kwargs)))
    seen, secret = make_media(alice), make_media(alice, state="private")
    visit(alice).get("/view", {"m": seen.friendly_token})
    visit().get("/view", {"m": secret.friendly_token})
    ((name, actor), options) = queued.pop()
    assert (name, actor["user_id"]) == ("save_user_action", alice.pk)
    assert options == {"friendly_token": seen.friendly_token, "action": "watch"}
    assert not queued


def test_the_page_asks_a_bounded_number_of_queries(
    visit: Visit, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    media = make_media(alice)
    make_tag("clay", media, *(make_media(alice) for _ in range(30)))
    with django_assert_max_num_queries(14):
        visit().get("/view", {"m": media.friendly_token})


class TestEmbed:
    """``/embed?m=<token>`` (spec/pages.md §4.7)."""

    def test_the_player_stands_alone(self, visit: Visit, alice: User) -> None:
        answer = visit().get("/embed", {"m": make_media(alice, title="Harbour").friendly_token})
        page = parsed(answer)
        assert page.texts("h1") == ["Harbour"]
        assert page.one("video")
        assert not page.all("form")

    def test_without_a_token_it_leads_home(self, visit: Visit) -> None:
        for path in ("/embed", "/embed?m=", "/embed/token0001"):
            answer = visit().get(path)
            assert (answer.status_code, answer["Location"]) == (302, "/")

    def test_what_does_not_exist_or_is_private_is_gone(self, visit: Visit, alice: User) -> None:
        private = make_media(alice, state="private")
        for token in ("unknown01", private.friendly_token):
            answer = visit().get("/embed", {"m": token})
            assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
            assert answer.content == b"This media no longer exists"
        assert visit(alice).get("/embed", {"m": private.friendly_token}).status_code == 200


class TestDerivedFiles:
    """What was made from an original for players and browsers."""

    def derived(self, visit: Visit, owner: User, kind: str, media_type: str, suffix: str) -> Document:
        media = make_media(owner, media_type=media_type)
        name = f"original/thumbnails/user/alice/{media.uid.hex}.{suffix}"
        DerivedFile.objects.create(media=media, kind=kind, file=name, source=media.media_file.name)
        return watch(visit, media.friendly_token)

    def test_sound_is_drawn_and_its_peaks_are_named(self, visit: Visit, alice: User) -> None:
        page = self.derived(visit, alice, "waveform", "audio", "waveform.png")
        pictures = [
            one.attributes["src"] for one in page.all("img") if one.attributes.get("class") == "waveform"
        ]
        assert [Path(one).name[33:] for one in pictures] == ["waveform.png"]

        page = self.derived(visit, alice, "peaks", "audio", "peaks.json")
        assert page.all("audio")[0].attributes["data-peaks"].endswith(".peaks.json")

    def test_a_picture_that_browsers_cannot_show_is_shown_as_one_that_they_can(
        self, visit: Visit, alice: User
    ) -> None:
        page = self.derived(visit, alice, "display", "image", "display.jpg")
        assert [one for one in page.all("img") if one.attributes["src"].endswith(".display.jpg")]
        assert head(page)["og:image"].endswith(".display.jpg")

    def test_without_originals_there_is_no_whole_picture(
        self, visit: Visit, alice: User, settings: Any
    ) -> None:
        settings.SHOW_ORIGINAL_MEDIA = False
        page = self.derived(visit, alice, "display", "image", "display.jpg")
        assert not [one for one in page.all("img") if one.attributes["src"].endswith(".display.jpg")]
