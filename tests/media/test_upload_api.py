"""``POST /api/v1/media`` (spec/api-media.md §5)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.response import Response
from rest_framework.test import APIClient

from apps.media.models import Media
from apps.media.services import create
from apps.users.models import User
from tests.media.factories import make_media, make_user, png

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]
URL = "/api/v1/media"
REFUSED = "You don't have permission to upload media, or have reached max number of media uploads."


def upload(client: APIClient, **fields: Any) -> Response:
    """POST a multipart form with a picture unless it names another file."""
    return client.post(URL, {"media_file": png(), **fields}, format="multipart")


def files_below(folder: Path) -> list[str]:
    """Relative paths of all files."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class TestSuccess:
    """§5.2, §5.3."""

    def test_a_picture_is_ready_at_once(self, api: Api, alice: User, media_root: Path) -> None:
        answer = upload(api(alice), title="  A <b>title</b> & more  ", description="<i>text</i>")
        assert answer.status_code == 201
        body = answer.json()
        assert body["title"] == "A title & more"
        assert body["description"] == "text"
        assert (body["media_type"], body["encoding_status"], body["state"]) == ("image", "success", "public")
        assert body["thumbnail_url"].startswith("http://testserver/media/original/thumbnails/user/alice/")
        assert (body["size"], body["user_featured"]) == (None, False)
        media = Media.objects.get(friendly_token=body["friendly_token"])
        assert media.listable
        assert media.media_file.name == f"original/user/alice/{media.uid.hex}.picture.png"
        assert (media_root / media.media_file.name).is_file()

    def test_counts_and_search_know_it(self, api: Api, alice: User) -> None:
        upload(api(alice), title="Castle")
        alice.refresh_from_db()
        assert alice.media_count == 1
        assert api().get("/api/v1/search?q=castle").json()["count"] == 1

    @pytest.mark.parametrize("title", [{}, {"title": ""}, {"title": "   "}])
    def test_without_a_title_it_is_called_as_its_file(
        self, api: Api, alice: User, title: dict[str, str]
    ) -> None:
        name = "my picture (1) üñ.png"
        body = upload(api(alice), media_file=png(name), **title).json()
        assert body["title"] == name
        media = Media.objects.get()
        assert media.media_file.name.endswith(".my_picture_1_üñ.png")

    def test_a_long_file_name_keeps_its_suffix(self, api: Api, alice: User, media_root: Path) -> None:
        body = upload(api(alice), media_file=png("ü" * 120 + ".png")).json()
        assert body["title"] == "ü" * 100
        name = Path(Media.objects.get().media_file.name).name
        assert name.endswith("ü.png")
        assert len(name.encode()) < 200

    @pytest.mark.parametrize(
        ("sent", "stored"), [({}, False), ({"user_featured": "yes"}, True), ({"user_featured": ""}, False)]
    )
    def test_the_owner_s_mark(self, api: Api, alice: User, sent: dict[str, str], stored: bool) -> None:
        assert upload(api(alice), **sent).json()["user_featured"] == stored

    def test_other_fields_are_ignored(self, api: Api, alice: User, bob: User) -> None:
        body = upload(
            api(alice), state="private", featured="true", user=bob.pk, views="99", friendly_token="mine"
        ).json()
        assert (body["state"], body["featured"], body["user"], body["views"]) == ("public", False, "alice", 1)
        assert body["friendly_token"] != "mine"

    @pytest.mark.parametrize(("workflow", "state"), [("private", "private"), ("unlisted", "unlisted")])
    def test_the_workflow_decides_about_the_state(
        self, api: Api, editor: User, settings: Any, workflow: str, state: str
    ) -> None:
        settings.PORTAL_WORKFLOW = workflow
        assert upload(api(editor)).json()["state"] == state
        assert not Media.objects.get().listable

    def test_token_and_basic_clients_may_upload(self, alice: User) -> None:
        alice.set_password("secret-1")
        alice.save()
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION="Basic YWxpY2U6c2VjcmV0LTE=")
        assert upload(client).status_code == 201


class TestMails:
    """Spec users.md §8, mails 6 and 7."""

    def test_administrators_and_owner_are_told(
        self, api: Api, alice: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.SSL_FRONTEND_HOST = "https://portal.example"
        settings.ADMIN_EMAIL_LIST = ["admin@example.org"]
        settings.PORTAL_NAME = "Portal"
        with django_capture_on_commit_callbacks(execute=True):
            token = upload(api(alice)).json()["friendly_token"]
        to_admins, to_owner = mail.outbox
        assert to_admins.subject == "[Portal] - Media was added"
        assert to_admins.to == ["admin@example.org"]
        assert "Alice Liddell - alice@example.org" in to_admins.body
        assert to_owner.subject == "[Portal] - Your media was added"
        assert to_owner.to == ["alice@example.org"]
        for message in (to_admins, to_owner):
            assert message.body.startswith("\n")
            assert f"https://portal.example/view?m={token}" in message.body

    def test_nobody_is_told_if_nobody_wants_it(
        self, api: Api, alice: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.ADMINS_NOTIFICATIONS = settings.USERS_NOTIFICATIONS = {}
        with django_capture_on_commit_callbacks(execute=True):
            upload(api(alice))
        assert mail.outbox == []

    def test_a_mail_server_that_is_down_does_not_undo_the_upload(
        self, api: Api, alice: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.EMAIL_BACKEND = "tests.media.broken_mail.EmailBackend"
        with django_capture_on_commit_callbacks(execute=True):
            assert upload(api(alice)).status_code == 201


class TestRefusals:
    """§5.1, §5.2: what is refused, and that nothing stays behind."""

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_the_anonymous_may_not(self, api: Api, method: str) -> None:
        answer = getattr(api(), method)(URL)
        assert (answer.status_code, answer.json()) == (403, {"detail": REFUSED})

    def test_who_reached_the_quota_may_not(self, api: Api, alice: User, settings: Any) -> None:
        settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 1
        make_media(alice)
        answer = upload(api(alice))
        assert (answer.status_code, answer.json()) == (403, {"detail": REFUSED})

    def test_a_session_needs_its_csrf_token(self, alice: User) -> None:
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(alice)
        assert upload(client).status_code == 403

    @pytest.mark.parametrize(
        ("fields", "errors"),
        [
            ({"title": "x" * 101}, {"title": ["Ensure this field has no more than 100 characters."]}),
            ({"title": "a\x00b"}, {"title": ["Null characters are not allowed."]}),
            ({"user_featured": "maybe"}, {"user_featured": ["Must be a valid boolean."]}),
        ],
    )
    def test_invalid_fields(self, api: Api, alice: User, fields: dict[str, str], errors: Any) -> None:
        answer = upload(api(alice), **fields)
        assert (answer.status_code, answer.json()) == (400, errors)

    def test_no_file(self, api: Api, alice: User) -> None:
        for answer in (
            api(alice).post(URL, {"title": "x"}, format="multipart"),
            api(alice).post(URL),
            api(alice).post(
                URL, b"raw", content_type="image/png", HTTP_CONTENT_DISPOSITION="attachment; filename=x.png"
            ),
        ):
            assert (answer.status_code, answer.json()) == (400, {"media_file": ["No file was submitted."]})

    def test_a_json_body_has_no_file_name(self, api: Api, alice: User) -> None:
        answer = api(alice).post(URL, {"title": "x"}, format="json")
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith("Missing filename.")

    def test_a_broken_form(self, api: Api, alice: User) -> None:
        answer = api(alice).post(URL, b"x", content_type="multipart/form-data")
        assert answer.status_code == 400
        assert answer.json() == {"detail": "Multipart form parse error - Invalid boundary in multipart: None"}

    def test_a_name_instead_of_a_file_is_refused(
        self, api: Api, alice: User, bob: User, media_root: Path
    ) -> None:
        """A text value would be taken for a file that is on the server: somebody else's private original."""
        private = make_media(bob, state="private")
        path = media_root / private.media_file.name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"private")
        for name in (private.media_file.name, str(path), "../../etc/passwd", ""):
            answer = api(alice).post(URL, {"media_file": name}, format="multipart")
            assert answer.status_code == 400, name
            assert list(answer.json()) == ["media_file"]
        assert path.read_bytes() == b"private"
        assert Media.objects.filter(user=alice).count() == 0

    def test_a_file_that_is_too_large(self, api: Api, alice: User, settings: Any, media_root: Path) -> None:
        settings.UPLOAD_MAX_SIZE = 2**20
        answer = upload(api(alice), media_file=SimpleUploadedFile("big.png", b"x" * (2**20 + 1)))
        assert (answer.status_code, answer.json()) == (
            400,
            {"media_file": ["File too large. Maximum size: 1MB"]},
        )
        assert files_below(media_root) == []

    def test_a_body_that_is_too_large_is_not_read(self, api: Api, alice: User, settings: Any) -> None:
        settings.UPLOAD_MAX_SIZE = 2**20
        answer = upload(api(alice), media_file=SimpleUploadedFile("big.png", b"x" * (2**22)), title="x" * 200)
        assert list(answer.json()) == ["media_file"]

    def test_a_failure_leaves_nothing_behind(
        self, api: Api, alice: User, media_root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(media: Media, **_: object) -> None:
            thumbnail = media_root / f"original/thumbnails/user/alice/{media.uid.hex}.picture.png.jpg"
            thumbnail.parent.mkdir(parents=True)
            thumbnail.touch()
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(create, "media_init", fail)
        with pytest.raises(RuntimeError):
            upload(api(alice))
        assert files_below(media_root) == []
        assert Media.objects.count() == 0

    def test_an_unrecognised_file_is_not_listed(self, api: Api, alice: User) -> None:
        answer = upload(api(alice), media_file=SimpleUploadedFile("x.mp4", b"just text"))
        body = answer.json()
        assert (answer.status_code, body["media_type"], body["encoding_status"], body["state"]) == (
            201,
            "",
            "fail",
            "unlisted",
        )
        assert api().get(URL).json()["count"] == 0

    def test_a_picture_that_cannot_be_opened_has_no_thumbnail(self, api: Api, alice: User) -> None:
        broken = SimpleUploadedFile("x.png", png().read()[:60])
        answer = upload(api(alice), media_file=broken)
        assert (answer.status_code, answer.json()["thumbnail_url"]) == (201, None)

    def test_a_type_that_is_not_allowed_is_neither_kept_nor_listed(
        self, api: Api, alice: User, settings: Any, media_root: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.ALLOWED_MEDIA_UPLOAD_TYPES = ["video"]
        with django_capture_on_commit_callbacks(execute=True):
            body = upload(api(alice)).json()
        assert (body["media_type"], body["state"]) == ("image", "unlisted")
        assert api().get(URL).json()["count"] == 0
        assert files_below(media_root) == []
        alice.refresh_from_db()
        assert alice.media_count == 0


def test_a_manager_may_upload_beyond_the_quota(api: Api, settings: Any) -> None:
    settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 0
    assert upload(api(make_user(is_manager=True))).status_code == 201
