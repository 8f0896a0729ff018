"""``PUT``, ``POST`` and ``DELETE /api/v1/media/<token>`` (spec/api-media.md §7, §12.5)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.comments.models import Comment
from apps.encoding.models import Encoding
from apps.media.counters import media_counts_refresh
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import (
    make_caption,
    make_category,
    make_encoding,
    make_media,
    make_profile,
    make_tag,
    share,
)

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


def url(media: Media) -> str:
    """The API address of a media."""
    return f"/api/v1/media/{media.friendly_token}"


class TestGate:
    """§7.1: who gets how far, the same for all three methods."""

    @pytest.fixture(params=["put", "post", "delete"])
    def method(self, request: pytest.FixtureRequest) -> str:
        return request.param

    def test_anonymous(self, api: Api, alice: User, method: str) -> None:
        answer = getattr(api(), method)(url(make_media(alice)))
        assert answer.status_code == 403
        assert answer.json() == {"detail": "Authentication credentials were not provided."}

    def test_unknown(self, api: Api, alice: User, method: str) -> None:
        answer = getattr(api(alice), method)("/api/v1/media/unknown")
        assert (answer.status_code, answer.json()) == (400, {"detail": "media file does not exist"})

    @pytest.mark.parametrize("permission", [None, "editor", "owner"])
    def test_permission_rows_do_not_help(
        self, api: Api, alice: User, bob: User, method: str, permission: str | None
    ) -> None:
        media = make_media(alice)
        if permission:
            share(media, bob, permission)
        answer = getattr(api(bob), method)(url(media))
        assert (answer.status_code, answer.json()) == (401, {"detail": "bad permissions"})

    def test_other_methods_after_the_login(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        assert api().patch(url(media)).status_code == 403
        answer = api(alice).patch(url(media))
        assert (answer.status_code, answer.json()) == (405, {"detail": 'Method "PATCH" not allowed.'})
        assert set(answer["Allow"].split(", ")) == {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"}


class TestEdit:
    """§7.3."""

    def put(self, client: APIClient, media: Media, **fields: str) -> dict[str, Any]:
        answer = client.put(url(media), fields, format="multipart")
        assert answer.status_code == 201, answer.content
        media.refresh_from_db()
        return answer.json()

    def test_tags_are_stripped_and_the_date_moves(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        before = timezone.now()
        body = self.put(api(alice), media, title="New <b>title</b>", description="<script>x</script>y")
        assert (body["title"], body["description"]) == ("New title", "xy")
        assert media.edit_date > before

    def test_absent_texts_stay_and_an_absent_mark_goes(self, api: Api, alice: User) -> None:
        media = make_media(alice, title="T", description="D", user_featured=True)
        body = api(alice).put(url(media)).json()
        assert (body["title"], body["description"], body["user_featured"]) == ("T", "D", True)
        body = self.put(api(alice), media, description="E")
        assert (body["title"], body["description"], body["user_featured"]) == ("T", "E", False)

    def test_a_blank_title_becomes_the_stored_name(self, api: Api, alice: User) -> None:
        media = make_media(alice)
        assert self.put(api(alice), media, title=" ")["title"] == Path(media.media_file.name).name

    def test_a_media_without_a_date_gets_one(self, api: Api, alice: User) -> None:
        media = make_media(alice, add_date=None)
        before = timezone.now()
        assert self.put(api(alice), media, title="T")["add_date"] is not None
        assert media.add_date >= before

    def test_the_owner_stays_the_owner_when_an_editor_edits(
        self, api: Api, alice: User, editor: User
    ) -> None:
        media = make_media(alice)
        assert self.put(api(editor), media, title="Edited", user=str(editor.pk))["user"] == "alice"
        assert media.user_id == alice.pk

    def test_nothing_else_can_be_set(self, api: Api, alice: User) -> None:
        media = make_media(alice, state="private")
        self.put(
            api(alice),
            media,
            state="public",
            is_reviewed="true",
            views="5",
            friendly_token="x",
            media_file="y",
        )
        assert (media.state, media.views) == ("private", 1)
        assert media.media_file.name != "y"

    def test_a_stale_listable_is_put_right(self, api: Api, alice: User) -> None:
        media = make_media(alice, state="private", listable=True)
        self.put(api(alice), media, title="x")
        assert not media.listable

    def test_search_finds_the_new_title(self, api: Api, alice: User) -> None:
        self.put(api(alice), make_media(alice), title="Elephants")
        assert api().get("/api/v1/search?q=elephants").json()["count"] == 1

    def test_a_long_title_is_refused(self, api: Api, alice: User) -> None:
        answer = api(alice).put(url(make_media(alice)), {"title": "x" * 101}, format="multipart")
        assert answer.status_code == 400

    def test_absurdly_nested_tags_are_refused(self, api: Api, alice: User) -> None:
        answer = api(alice).put(
            url(make_media(alice)), {"description": "<" * 5000 + "a>" * 50}, format="multipart"
        )
        assert answer.status_code in (201, 400)


class TestEditorActions:
    """§7.2."""

    @pytest.mark.parametrize("action", ["review", "encode", "x"])
    def test_owners_may_not(self, api: Api, alice: User, action: str) -> None:
        answer = api(alice).post(url(make_media(alice)), {"type": action})
        assert (answer.status_code, answer.json()) == (400, {"detail": "not allowed"})

    def test_a_reviewed_media_is_listed_at_once(self, api: Api, alice: User, editor: User) -> None:
        media = make_media(alice, is_reviewed=False)
        answer = api(editor).post(url(media), {"type": "review"})
        assert (answer.status_code, answer.json()) == (201, {"detail": "media reviewed set"})
        media.refresh_from_db()
        assert media.is_reviewed
        assert media.listable

    def test_an_empty_result_changes_nothing(self, api: Api, alice: User, editor: User) -> None:
        media = make_media(alice, is_reviewed=False)
        assert api(editor).post(url(media), {"type": "review", "result": ""}).status_code == 201
        media.refresh_from_db()
        assert not media.is_reviewed

    def test_encode_for_one_profile(self, api: Api, alice: User, editor: User) -> None:
        media = make_media(alice, video_height=360)
        profile = make_profile()
        make_profile(resolution=240)
        answer = api(editor).post(url(media), {"type": "encode", "encoding_profiles": str(profile.pk)})
        assert (answer.status_code, answer.json()) == (201, {"detail": "media will be encoded"})
        assert set(Encoding.objects.values_list("media", "profile")) == {(media.pk, profile.pk)}

    @pytest.mark.parametrize("profile", ["abc", "1.5", "99999999", "9" * 30])
    def test_unknown_profiles(self, api: Api, alice: User, editor: User, profile: str) -> None:
        answer = api(editor).post(url(make_media(alice)), {"type": "encode", "encoding_profiles": profile})
        message = "encoding_profiles must be int or list of ints of valid encode profiles"
        assert (answer.status_code, answer.json()) == (400, {"detail": message})

    def test_images_are_not_encoded(self, api: Api, alice: User, editor: User) -> None:
        make_profile()
        answer = api(editor).post(url(make_media(alice, media_type="image")), {"type": "encode"})
        assert answer.status_code == 400
        assert not Encoding.objects.exists()

    @pytest.mark.parametrize("form", [{}, {"type": "bogus"}])
    def test_anything_else(self, api: Api, alice: User, editor: User, form: dict[str, str]) -> None:
        answer = api(editor).post(url(make_media(alice)), form)
        message = {"detail": "not valid action or no action specified"}
        assert (answer.status_code, answer.json()) == (400, message)


class TestDelete:
    """§7.4, §12.5: rows, counts and files."""

    @pytest.fixture
    def delete(self, api: Api, django_capture_on_commit_callbacks: Any) -> Callable[[Media, User], None]:
        def delete(media: Media, user: User) -> None:
            with django_capture_on_commit_callbacks(execute=True):
                answer = api(user).delete(url(media))
            assert (answer.status_code, answer.content) == (204, b"")
            assert "Content-Type" not in answer

        return delete

    @pytest.fixture
    def touch(self, media_root: Path) -> Callable[[str], Path]:
        def touch(name: str) -> Path:
            path = media_root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            return path

        return touch

    def test_rows_and_counts(self, delete: Any, alice: User, bob: User) -> None:
        media = make_media(alice)
        category, tag = make_category("C", media), make_tag("t", media)
        Comment.objects.create(media=media, user=bob, text="x")
        make_encoding(media, make_profile())
        share(media, bob)
        media_counts_refresh(media)
        alice.refresh_from_db()
        assert alice.media_count == 1
        delete(media, alice)
        for row in (alice, category, tag):
            row.refresh_from_db()
            assert row.media_count == 0
        assert not Comment.objects.exists()
        assert not Encoding.objects.exists()

    def test_a_second_time_it_does_not_exist(self, delete: Any, api: Api, alice: User) -> None:
        media = make_media(alice)
        delete(media, alice)
        assert api(alice).delete(url(media)).json() == {"detail": "media file does not exist"}

    def test_all_its_files_go(self, delete: Any, touch: Any, alice: User, media_root: Path) -> None:
        media = make_media(alice)
        uid = media.uid.hex
        media.thumbnail = f"original/thumbnails/user/alice/{uid}_Ab1Cd2E.clip.mp4.jpg"
        media.uploaded_poster = "original/thumbnails/user/alice/my_poster.jpg"
        media.hls_file = f"{media_root}/hls/{uid}/master.m3u8"
        media.save()
        encoding = make_encoding(media, make_profile())
        make_caption(media, "original/subtitles/user/alice/en.vtt")
        gone = [
            touch(name)
            for name in (
                media.media_file.name,
                media.thumbnail.name,
                media.uploaded_poster.name,
                f"original/thumbnails/user/alice/{uid}_orphan1.clip.mp4.jpg",
                f"original/user/alice/00_Ab1Cd2E3F_{uid}.clip.mp4.mkv",
                encoding.media_file.name,
                f"encoded/{encoding.profile_id}/alice/{uid}_older12.clip.mp4",
                "original/subtitles/user/alice/en.vtt",
                f"hls/{uid}/master.m3u8",
                f"hls/{uid}/media-1/segment-0.ts",
            )
        ]
        neighbour = touch(f"original/user/alice/{uuid4().hex}.clip.mp4")
        delete(media, alice)
        assert [path for path in gone if path.exists()] == []
        assert not (media_root / "hls" / uid).exists()
        assert neighbour.exists()

    def test_a_row_that_names_a_file_of_somebody_else_does_not_take_it_along(
        self, delete: Any, touch: Any, alice: User, bob: User
    ) -> None:
        victim = make_media(bob, state="private")
        path = touch(victim.media_file.name)
        delete(make_media(alice, media_file=victim.media_file.name), alice)
        assert path.exists()

    @pytest.mark.parametrize(
        "column", ["media_file", "thumbnail", "uploaded_poster", "hls_file", "preview_file_path"]
    )
    def test_nothing_outside_the_media_root_is_removed(
        self, delete: Any, alice: User, media_root: Path, column: str
    ) -> None:
        media = make_media(alice)
        outside = media_root.parent / f"{media.uid.hex}" / "master.m3u8"
        outside.parent.mkdir()
        outside.touch()
        for name in (f"../{media.uid.hex}/master.m3u8", str(outside)):
            Media.objects.filter(pk=media.pk).update(**{column: name})
            delete(media, alice)
            assert outside.exists()
            media.save(force_insert=True)

    def test_pictures_of_a_copy_stay(self, delete: Any, touch: Any, alice: User, bob: User) -> None:
        """A legacy server names the pictures of a copy for its source."""
        media = make_media(alice)
        name = f"original/thumbnails/user/alice/{media.uid.hex}_Ab1Cd2E.clip.mp4.jpg"
        make_media(alice, thumbnail=name)
        path = touch(name)
        delete(media, alice)
        assert path.exists()

    def test_files_stay_if_the_transaction_fails(self, api: Api, touch: Any, alice: User) -> None:
        media = make_media(alice)
        path = touch(media.media_file.name)
        api(alice).delete(url(media))  # the test's own transaction never commits
        assert path.exists()

    def test_editors_may(self, delete: Any, alice: User, editor: User) -> None:
        delete(make_media(alice), editor)
