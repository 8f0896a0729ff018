"""Media and encodings in the admin (spec/admin.md §5.1, §5.5, §5.6)."""

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.encoding.models import EncodeProfile, Encoding
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_encoding, make_media, make_profile, make_tag, png
from tests.pages.conftest import Visit
from tests.pages.html import parsed

pytestmark = pytest.mark.django_db

ADD = "/admin/files/media/add/"


@pytest.fixture
def client(visit: Visit, admin: User) -> Client:
    """The administrator's browser."""
    return visit(admin)


def change(client: Client, media: Media, **fields: Any) -> HttpResponse:
    """Send the form of a media as it is shown, with other values in some fields."""
    path = f"/admin/files/media/{media.pk}/change/"
    form = client.get(path).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data["add_date_0"], data["add_date_1"] = "2026-11-23", "10:00:00"
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data = {name: value for name, value in (data | fields).items() if value is not None}
    return client.post(path, data)


def act(client: Client, path: str, action: str, *rows: Any) -> HttpResponse:
    """Run an action of a list on rows."""
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    if action == "delete_selected":
        data["post"] = "yes"
    return client.post(path, data, follow=True)


def messages(answer: HttpResponse) -> list[str]:
    """What the admin says."""
    return parsed(answer).texts("ul", class_="messagelist")


class TestMedia:
    def test_adding_a_media_is_an_upload(self, client: Client, alice: User, media_root: Path) -> None:
        answer = client.post(
            ADD, {"user": alice.pk, "media_file": png("sea.png"), "title": "", "description": ""}
        )
        assert answer.status_code == 302, parsed(answer).texts("ul", class_="errorlist")
        media = Media.objects.get()
        assert (media.user, media.title, media.media_type) == (alice, "sea.png", "image")
        assert media.encoding_status == "success"
        assert media.listable
        assert (media_root / media.media_file.name).is_file()
        assert media.media_file.name == f"original/user/alice/{media.uid.hex}.sea.png"

    def test_a_media_needs_an_owner_and_a_file(self, client: Client) -> None:
        answer = client.post(ADD, {"title": "Nothing"})
        assert answer.status_code == 200
        assert parsed(answer).texts("ul", class_="errorlist") == ["This field is required."] * 2

    def test_too_large_an_upload_is_refused(self, client: Client, alice: User, settings: Any) -> None:
        settings.UPLOAD_MAX_SIZE = 50
        answer = client.post(ADD, {"user": alice.pk, "media_file": png()})
        assert "File too large" in parsed(answer).texts("ul", class_="errorlist")[0]
        assert not Media.objects.exists()

    def test_a_change_of_state_takes_the_media_off_the_lists(self, client: Client, alice: User) -> None:
        media = make_media(alice, title="Harbour")
        assert media.listable
        assert change(client, media, state="private").status_code == 302
        media.refresh_from_db()
        alice.refresh_from_db()
        assert (media.state, media.listable, alice.media_count) == ("private", False, 0)

    def test_edits_are_plain_text_and_can_be_searched_for(self, client: Client, alice: User) -> None:
        media = make_media(alice)
        assert (
            change(client, media, title="<b>Light</b>house", description="at <i>sea</i>").status_code == 302
        )
        media.refresh_from_db()
        assert (media.title, media.description) == ("Lighthouse", "at sea")
        assert parsed(client.get("/search?q=lighthouse")).texts("span", class_="card-title") == ["Lighthouse"]

    def test_an_edit_leaves_alone_what_the_pipeline_wrote_meanwhile(
        self, client: Client, alice: User
    ) -> None:
        media = make_media(alice, encoding_status="running")
        path = f"/admin/files/media/{media.pk}/change/"
        client.get(path)
        Media.objects.filter(pk=media.pk).update(encoding_status="success")
        assert change(client, media, title="Renamed").status_code == 302
        media.refresh_from_db()
        assert (media.encoding_status, media.listable) == ("success", True)

    def test_deleting_a_media_removes_its_file(self, client: Client, alice: User, media_root: Path) -> None:
        client.post(ADD, {"user": alice.pk, "media_file": png()})
        media = Media.objects.get()
        tag = make_tag("sea", media)
        answer = act(client, "/admin/files/media/", "delete_selected", media)
        assert answer.status_code == 200
        assert not Media.objects.exists()
        tag.refresh_from_db()
        assert tag.media_count == 0

    def test_reviews_can_be_given_and_taken_back(self, client: Client, alice: User) -> None:
        media = make_media(alice, is_reviewed=False)
        act(client, "/admin/files/media/", "mark_reviewed", media)
        media.refresh_from_db()
        assert (media.is_reviewed, media.listable) == (True, True)
        act(client, "/admin/files/media/", "mark_not_reviewed", media)
        media.refresh_from_db()
        assert (media.is_reviewed, media.listable) == (False, False)

    def test_missing_encodings_are_queued_for_videos_alone(self, client: Client, alice: User) -> None:
        made, missing = (make_profile(name=f"h264-{lines}", resolution=lines) for lines in (240, 360))
        make_profile(name="unused", resolution=480, active=False)
        video = make_media(alice, video_height=720, media_type="video")
        picture = make_media(alice, media_type="image")
        make_encoding(video, made)
        answer = act(client, "/admin/files/media/", "generate_missing_encodings", video, picture)
        queued = Encoding.objects.filter(status="pending")
        assert [(row.media, row.profile) for row in queued] == [(video, missing)]
        assert messages(answer) == [
            "1 encoding(s) queued. 1 of the chosen media are no videos and were left out."
        ]


class TestEncodings:
    def test_the_list_shows_progress(self, client: Client, alice: User) -> None:
        running = make_encoding(make_media(alice), make_profile(), status="running", progress=42)
        page = parsed(client.get("/admin/files/encoding/"))
        bar = page.one("progress").attributes
        assert (bar["value"], bar["data-encoding"]) == ("42", str(running.pk))
        assert "data-live" in bar

    def test_progress_can_be_asked_for(self, client: Client, alice: User) -> None:
        profile, media = make_profile(), make_media(alice)
        first, second, _ = (make_encoding(media, profile, status="running", progress=n) for n in (1, 2, 3))
        answer = client.get(f"/admin/files/encoding/progress/?ids={first.pk},{second.pk},x,999999")
        assert answer.json() == {
            str(first.pk): {"progress": 1, "status": "running", "text": "1 %"},
            str(second.pk): {"progress": 2, "status": "running", "text": "2 %"},
        }

    def test_encodings_can_be_made_again(self, client: Client, alice: User) -> None:
        encoding = make_encoding(make_media(alice, video_height=720), make_profile(), status="fail")
        act(client, "/admin/files/encoding/", "encode_again", encoding)
        assert Encoding.objects.filter(status="pending", profile=encoding.profile).count() == 1

    def test_deleting_an_encoding_changes_the_status_of_its_media(self, client: Client, alice: User) -> None:
        media = make_media(alice, encoding_status="success")
        encoding = make_encoding(media, make_profile())
        act(client, "/admin/files/encoding/", "delete_selected", encoding)
        media.refresh_from_db()
        assert (media.encoding_status, media.listable) == ("pending", False)

    def test_they_are_not_written_by_hand(self, client: Client, alice: User) -> None:
        encoding = make_encoding(make_media(alice), make_profile())
        assert client.get("/admin/files/encoding/add/").status_code == 403
        client.post(f"/admin/files/encoding/{encoding.pk}/change/", {"status": "fail"})
        encoding.refresh_from_db()
        assert encoding.status == "success"

    def test_a_profile_goes_with_its_renditions(self, client: Client, alice: User) -> None:
        media = make_media(alice)
        profile = make_profile()
        make_encoding(media, profile)
        act(client, "/admin/files/encodeprofile/", "delete_selected", profile)
        assert not EncodeProfile.objects.exists()
        assert not Encoding.objects.exists()
        media.refresh_from_db()
        assert media.encoding_status == "pending"
