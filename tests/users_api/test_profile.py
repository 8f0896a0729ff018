"""``GET`` and ``POST /api/v1/users/<username>`` (spec/api-users.md §9, §10)."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from apps.users.models import User
from tests.media.factories import png
from tests.users_api.conftest import CREDENTIALS, NOT_ENOUGH

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]

UNKNOWN = {"detail": "user does not exist"}
INVALID_IMAGE = {
    "logo": ["Upload a valid image. The file you uploaded was either not an image or a corrupted image."]
}


def url(user: User) -> str:
    """The API address of a user."""
    return f"/api/v1/users/{user.username}"


def post(client: APIClient, user: User, **fields: Any) -> Any:
    """The answer to an edit."""
    return client.post(url(user), fields, format="multipart")


class TestAccess:
    """§10: oneself and managers; never a superuser by others."""

    def test_everybody_may_read(self, api: Api, alice: User) -> None:
        assert api().get(url(alice)).json()["username"] == "alice"

    def test_unknown_users(self, api: Api, alice: User) -> None:
        for method in ("get", "post", "put", "delete"):
            answer = getattr(api(alice), method)("/api/v1/users/nobody")
            assert (answer.status_code, answer.json()) == (400, UNKNOWN)

    def test_names_are_exact(self, api: Api, alice: User) -> None:
        assert api().get("/api/v1/users/Alice").status_code == 400

    @pytest.mark.parametrize("username", ["alice", "nobody"])
    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_the_anonymous_are_refused_first(self, api: Api, alice: User, method: str, username: str) -> None:
        answer = getattr(api(), method)(f"/api/v1/users/{username}")
        assert (answer.status_code, answer.json()) == (403, CREDENTIALS)

    @pytest.mark.parametrize("method", ["post", "delete"])
    def test_others_and_editors_are_refused(
        self, api: Api, alice: User, bob: User, editor: User, method: str
    ) -> None:
        for user in (bob, editor):
            answer = getattr(api(user), method)(url(alice))
            assert (answer.status_code, answer.json()) == (400, NOT_ENOUGH)

    @pytest.mark.parametrize("method", ["post", "delete"])
    def test_managers_leave_superusers_alone(self, api: Api, manager: User, root: User, method: str) -> None:
        answer = getattr(api(manager), method)(url(root))
        assert (answer.status_code, answer.json()) == (400, NOT_ENOUGH)
        assert User.objects.filter(pk=root.pk).exists()

    def test_managers_and_superusers_may(self, api: Api, alice: User, manager: User, root: User) -> None:
        for user in (alice, manager, root):
            assert post(api(user), alice, name=f"by {user}").status_code == 201
        assert post(api(root), root, name="Self").json()["name"] == "Self"


class TestFields:
    """Names, descriptions, and what is ignored."""

    def test_tags_and_blanks_go(self, api: Api, alice: User) -> None:
        answer = post(api(alice), alice, name=" A <i>B</i> ", description="<script>x</script> y ")
        assert (answer.json()["name"], answer.json()["description"]) == ("A B", "x y")

    def test_an_empty_name_is_ignored_and_an_empty_description_clears(self, api: Api, alice: User) -> None:
        User.objects.update(description="old")
        answer = post(api(alice), alice, name="", description="")
        assert (answer.json()["name"], answer.json()["description"]) == ("Alice Liddell", "")

    @pytest.mark.parametrize(
        ("name", "error"),
        [
            ("  ", "This field may not be blank."),
            ("n" * 251, "Ensure this field has no more than 250 characters."),
            ("a\x00", "Null characters are not allowed."),
        ],
    )
    def test_bad_names(self, api: Api, alice: User, name: str, error: str) -> None:
        answer = post(api(alice), alice, name=name)
        assert (answer.status_code, answer.json()) == (400, {"name": [error]})

    def test_nothing_else_can_be_set(self, api: Api, alice: User) -> None:
        client = api(alice)
        before = User.objects.values().get()
        answer = post(
            client,
            alice,
            username="root",
            is_superuser="true",
            is_manager="true",
            is_approved="true",
            is_featured="true",
            email="x@example.org",
            date_added="2000-01-01",
        )
        assert answer.status_code == 201
        assert User.objects.values().get() == before

    def test_json_is_not_taken(self, api: Api, alice: User) -> None:
        answer = api(alice).post(url(alice), {"name": "x"}, format="json")
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith("Missing filename.")

    def test_a_raw_file_changes_nothing(self, api: Api, alice: User) -> None:
        headers = {"Content-Disposition": "attachment; filename=x"}
        answer = api(alice).post(url(alice), b"x", content_type="text/plain", headers=headers)
        assert answer.status_code == 201
        assert answer.json()["name"] == "Alice Liddell"


class TestLogo:
    """A picture, or nothing."""

    def logo_of(self, user: User) -> str:
        user.refresh_from_db()
        return str(user.logo.name)

    def test_a_picture_becomes_a_small_jpeg(self, api: Api, alice: User, media_root: Path) -> None:
        answer = post(api(alice), alice, logo=png("my pic.png", (640, 480)))
        name = self.logo_of(alice)
        today = datetime.now(UTC).strftime("%Y/%m/%d")
        assert name == f"userlogos/{today}/my_pic.jpg"
        assert answer.json()["thumbnail_url"] == f"http://testserver/media/{name}"
        with Image.open(media_root / name) as image:
            assert (image.format, image.size) == ("JPEG", (200, 200))

    def test_transparency_becomes_white(self, api: Api, alice: User, media_root: Path) -> None:
        content = io.BytesIO()
        Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(content, "PNG")
        post(api(alice), alice, logo=SimpleUploadedFile("t.png", content.getvalue()))
        with Image.open(media_root / self.logo_of(alice)) as image:
            assert image.getpixel((100, 100)) == (255, 255, 255)

    def test_the_old_file_stays(self, api: Api, alice: User, media_root: Path) -> None:
        for _ in range(2):
            post(api(alice), alice, logo=png("me.png"))
        assert len(list(media_root.rglob("me*.jpg"))) == 2

    @pytest.mark.parametrize("text", ["justtext", "../../etc/passwd", "original/user/bob/x.mp4", ""])
    def test_text_is_ignored(self, api: Api, alice: User, text: str) -> None:
        assert post(api(alice), alice, logo=text, name="New").status_code == 201
        assert self.logo_of(alice) == "userlogos/user.jpg"
        assert alice.name == "New"

    @pytest.mark.parametrize(
        "content",
        [
            b"no picture",
            b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        ],
    )
    def test_other_files_are_refused(self, api: Api, alice: User, content: bytes) -> None:
        answer = post(api(alice), alice, logo=SimpleUploadedFile("x.png", content), name="New")
        assert (answer.status_code, answer.json()) == (400, INVALID_IMAGE)
        assert self.logo_of(alice) == "userlogos/user.jpg"
        assert alice.name == "Alice Liddell"

    def test_a_truncated_picture_is_refused(self, api: Api, alice: User) -> None:
        whole = png("x.png", (300, 300)).read()
        answer = post(api(alice), alice, logo=SimpleUploadedFile("x.png", whole[: len(whole) // 2]))
        assert (answer.status_code, answer.json()) == (400, INVALID_IMAGE)

    def test_large_files_are_refused(self, api: Api, alice: User) -> None:
        content = png().read() + b"\x00" * (2 * 2**20)
        answer = post(api(alice), alice, logo=SimpleUploadedFile("x.png", content))
        assert (answer.status_code, answer.json()) == (400, {"logo": ["Image file too large ( > 2mb )"]})

    def test_pictures_that_fill_the_memory_are_refused(self, api: Api, alice: User) -> None:
        content = io.BytesIO()
        Image.new("1", (9000, 9000)).save(content, "PNG")
        answer = post(api(alice), alice, logo=SimpleUploadedFile("x.png", content.getvalue()))
        assert (answer.status_code, answer.json()) == (400, INVALID_IMAGE)

    def test_no_file_name_leads_out_of_the_folder(self, api: Api, alice: User, media_root: Path) -> None:
        post(api(alice), alice, logo=png("../../../escape.png"))
        assert self.logo_of(alice).startswith("userlogos/")
        assert (media_root / self.logo_of(alice)).is_file()
