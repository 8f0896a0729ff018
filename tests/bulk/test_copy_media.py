"""Bulk action ``copy_media`` (spec/api-media-bulk.md §3, spec/pipeline.md §13.1, §13.2)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.encoding.models import Encoding
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import (
    make_category,
    make_encoding,
    make_media,
    make_profile,
    make_tag,
    make_user,
    png,
    share,
)

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]
URL = "/api/v1/media/user/bulk_actions"


def copy(client: APIClient, *media: Media) -> tuple[int, Any]:
    """Ask for copies."""
    body = {"action": "copy_media", "media_ids": [item.friendly_token for item in media]}
    answer = client.post(URL, body, format="json")
    return answer.status_code, answer.json()["detail"]


def only_copy() -> Media:
    """The newest media."""
    return Media.objects.order_by("pk").last()  # type: ignore[return-value]


def files(root: Path) -> set[str]:
    """All files below the media root."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def write(root: Path, name: str, content: str = "x") -> str:
    """A file of the media root."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return name


@pytest.fixture
def video(alice: User, media_root: Path) -> Media:
    """A finished video with renditions, pictures and HLS."""
    media = make_media(alice, title="Film", description="d", duration=9, video_height=480, size="1.0MB")
    uid = media.uid.hex
    media.media_file = write(media_root, f"original/user/alice/{uid}.film.mp4", "original")
    media.thumbnail = write(media_root, f"original/thumbnails/user/alice/{uid}_aB3dE5g.film.mp4.jpg", "small")
    media.poster = write(media_root, f"original/thumbnails/user/alice/{uid}.film.mp4.jpg", "large")
    media.uploaded_poster = write(media_root, "original/thumbnails/user/alice/mine.jpg", "mine")
    media.sprites = write(media_root, f"original/thumbnails/user/alice/{uid}.film.mp4sprites.jpg", "s")
    write(media_root, f"hls/{uid}/master.m3u8", "#EXTM3U")
    write(media_root, f"hls/{uid}/media-1/segment.ts", "ts")
    media.hls_file = str(media_root / f"hls/{uid}/master.m3u8")
    media.media_info, media.likes, media.views, media.md5sum = "{}", 50, 60, "m"
    media.save()
    profile = make_profile()
    name = write(media_root, f"encoded/{profile.pk}/alice/{uid}.{uid}.film.mp4.mp4", "rendition")
    make_encoding(media, profile, media_file=name)
    return media


class TestVideo:
    """Copied without being processed again."""

    def test_columns(self, api: Api, video: Media, alice: User) -> None:
        assert copy(api(alice), video) == (200, "1 media items copied")
        made = only_copy()
        assert (made.title, made.user, made.state, made.listable) == ("Film (Copy)", alice, "public", True)
        assert made.uid != video.uid
        assert made.friendly_token != video.friendly_token
        for column in ("description", "duration", "video_height", "size", "media_info", "encoding_status"):
            assert getattr(made, column) == getattr(video, column)
        assert (made.views, made.likes, made.dislikes, made.md5sum) == (1, 1, 0, None)
        alice.refresh_from_db()
        assert alice.media_count == 2

    def test_every_file_carries_the_new_uid_first(
        self, api: Api, video: Media, alice: User, media_root: Path
    ) -> None:
        before = files(media_root)
        copy(api(alice), video)
        made = only_copy()
        old, new = video.uid.hex, made.uid.hex
        assert made.media_file.name == f"original/user/alice/{new}.{old}.film.mp4"
        profile = Encoding.objects.get(media=made).profile_id
        assert files(media_root) - before == {
            f"original/user/alice/{new}.{old}.film.mp4",
            str(made.thumbnail),
            str(made.poster),
            f"original/thumbnails/user/alice/{new}.mine.jpg",
            f"original/thumbnails/user/alice/{new}.film.mp4sprites.jpg",
            f"encoded/{profile}/alice/{new}.{old}.{old}.film.mp4.mp4",
            f"hls/{new}/master.m3u8",
            f"hls/{new}/media-1/segment.ts",
        }
        for picture, content in ((made.thumbnail, "small"), (made.poster, "large")):
            assert Path(picture.path).name.startswith(new)
            assert Path(picture.path).read_text() == content
        assert made.hls_file == str(media_root / f"hls/{new}/master.m3u8")

    def test_renditions(self, api: Api, video: Media, alice: User) -> None:
        source = Encoding.objects.get()
        make_encoding(video, source.profile, status="fail")
        make_encoding(video, source.profile, chunk=True)
        copy(api(alice), video)
        made = Encoding.objects.get(media=only_copy())
        assert (made.status, made.progress, made.size) == ("success", 100, source.size)
        assert made.logs == f"Copied from encoding {source.pk}"
        assert Path(made.media_file.path).read_text() == "rendition"

    def test_categories_and_tags_come_along_sharing_and_comments_do_not(
        self, api: Api, video: Media, alice: User, bob: User
    ) -> None:
        category, tag = make_category("C", video), make_tag("t", video)
        share(video, bob)
        copy(api(alice), video)
        made = only_copy()
        assert ([*made.category.all()], [*made.tags.all()]) == ([category], [tag])
        assert not made.permissions.exists()
        category.refresh_from_db()
        tag.refresh_from_db()
        assert (category.media_count, tag.media_count) == (2, 2)

    def test_it_is_found_at_once(self, api: Api, video: Media, alice: User) -> None:
        copy(api(alice), video)
        tokens = {row["friendly_token"] for row in api().get("/api/v1/search?q=film").json()["results"]}
        assert only_copy().friendly_token in tokens

    def test_audio_without_a_thumbnail_is_listed_too(self, api: Api, alice: User, media_root: Path) -> None:
        audio = make_media(alice, media_type="audio")
        write(media_root, audio.media_file.name)
        copy(api(alice), audio)
        assert only_copy().listable

    def test_deleting_the_original_takes_nothing_from_the_copy(
        self,
        api: Api,
        video: Media,
        alice: User,
        media_root: Path,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        copy(api(alice), video)
        made = only_copy()
        with django_capture_on_commit_callbacks(execute=True):
            api(alice).delete(f"/api/v1/media/{video.friendly_token}")
        for picture in (made.media_file, made.thumbnail, made.poster, made.uploaded_poster, made.sprites):
            assert Path(picture.path).exists()
        assert Path(made.hls_file).exists()
        assert not any(Path(name).name.startswith(video.uid.hex) for name in files(media_root))

    def test_a_video_that_waits_for_its_renditions_gets_its_own(
        self, api: Api, alice: User, media_root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        encoded: list[Media] = []
        monkeypatch.setattr("apps.media.bulk.copy.media_encode", lambda *, media: encoded.append(media))
        waiting = make_media(alice, encoding_status="pending")
        write(media_root, waiting.media_file.name)
        copy(api(alice), waiting)
        assert encoded == [only_copy()]
        assert not only_copy().listable


class TestVisibility:
    """A copy is never more visible than the original."""

    @pytest.mark.parametrize(
        "states",
        [
            ("private", "public", "private"),
            ("unlisted", "public", "unlisted"),
            ("public", "public", "public"),
            ("public", "unlisted", "unlisted"),
            ("public", "private", "private"),
            ("private", "unlisted", "private"),
        ],
    )
    def test_of_a_video(self, api: Api, video: Media, settings: Any, states: tuple[str, str, str]) -> None:
        original, settings.PORTAL_WORKFLOW, expected = states
        Media.objects.update(state=original, listable=False)
        copy(api(video.user), video)
        made = only_copy()
        assert (made.state, made.listable) == (expected, expected == "public")

    def test_of_a_picture(self, api: Api, alice: User, media_root: Path) -> None:
        client = api(alice)
        client.post("/api/v1/media", {"media_file": png()}, format="multipart")
        Media.objects.update(state="private", listable=False)
        copy(client, Media.objects.get())
        made = only_copy()
        assert (made.state, made.listable) == ("private", False)
        assert api().get("/api/v1/media").json()["count"] == 0

    def test_an_unreviewed_original_gives_an_unreviewed_copy(self, api: Api, video: Media) -> None:
        Media.objects.update(is_reviewed=False, listable=False)
        copy(api(video.user), video)
        assert (only_copy().is_reviewed, only_copy().listable) == (False, False)


class TestPictures:
    """Images and documents are created like uploads."""

    def test_a_picture_gets_thumbnails_of_its_own(
        self, api: Api, alice: User, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
    ) -> None:
        client = api(alice)
        client.post("/api/v1/media", {"media_file": png(), "title": "P"}, format="multipart")
        original = Media.objects.get()
        Media.objects.update(enable_comments=False, allow_download=False)
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            assert copy(client, original) == (200, "1 media items copied")
        made = only_copy()
        old, new = original.uid.hex, made.uid.hex
        assert (made.title, made.media_type, made.encoding_status) == ("P (Copy)", "image", "success")
        assert (made.enable_comments, made.allow_download, made.listable) == (False, False, True)
        assert made.media_file.name == f"original/user/alice/{new}.{old}.picture.png"
        assert Path(made.thumbnail.path).name.startswith(new)
        assert any("Your media was added" in mail.subject for mail in mailoutbox)

    def test_one_without_a_file_is_counted_and_left_out(self, api: Api, alice: User) -> None:
        picture = make_media(alice, media_type="image")
        assert copy(api(alice), picture) == (200, "1 media items copied")
        assert Media.objects.count() == 1


class TestTitles:
    """100 characters."""

    def test_a_long_title_is_cut(self, api: Api, video: Media) -> None:
        Media.objects.update(title="x" * 98)
        copy(api(video.user), video)
        assert only_copy().title == "x" * 98 + " ("

    def test_copies_of_copies_of_copies(self, api: Api, video: Media) -> None:
        current = video
        for _ in range(8):
            assert copy(api(video.user), current)[0] == 200
            current = only_copy()
        assert len(Path(current.media_file.path).name) < 200
        assert current.media_file.name.endswith(".film.mp4")


class TestAllOrNothing:
    """A failure leaves neither rows nor files."""

    def test_a_missing_original(self, api: Api, video: Media, media_root: Path) -> None:
        before = files(media_root)
        lost = make_media(video.user)
        answer = copy(api(video.user), video, lost)
        assert answer == (400, f"The file of {lost.friendly_token} is missing.")
        assert Media.objects.count() == 2
        assert files(media_root) == before

    def test_a_full_disk(
        self, api: Api, video: Media, media_root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = files(media_root)

        def fail(*_: Any, **__: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("apps.media.bulk.copy.shutil.copytree", fail)
        client = api(video.user)
        client.raise_request_exception = False
        answer = client.post(
            URL, {"action": "copy_media", "media_ids": [video.friendly_token]}, format="json"
        )
        assert answer.status_code == 500
        assert Media.objects.count() == 1
        assert files(media_root) == before

    def test_the_upload_limit_counts_all_copies(
        self, api: Api, video: Media, media_root: Path, settings: Any
    ) -> None:
        settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 3
        other = make_media(video.user)
        write(media_root, other.media_file.name)
        status, detail = copy(api(video.user), video, other)
        assert status == 403
        assert detail.startswith("You don't have permission to upload media")
        assert Media.objects.count() == 2
        assert copy(api(video.user), other) == (200, "1 media items copied")

    def test_editors_have_no_limit(self, api: Api, media_root: Path, settings: Any) -> None:
        settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 1
        media = make_media(make_user(is_editor=True))
        write(media_root, media.media_file.name)
        assert copy(api(media.user), media)[0] == 200
