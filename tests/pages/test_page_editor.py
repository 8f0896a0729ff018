"""The editor of custom pages, and the pictures that are uploaded in it."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image

from apps.pages.models import TinyMCEMedia
from apps.users.models import User
from tests.media.factories import make_user
from tests.pages.conftest import Visit
from tests.pages.html import parsed

pytestmark = pytest.mark.django_db

ADDRESS = "/tinymce/upload/"
HERE = {"origin": "http://testserver"}


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """The bytes of a picture."""
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, kind, **options)
    return content.getvalue()


@pytest.fixture
def send(visit: Visit, admin: User) -> Callable[..., HttpResponse]:
    """Uploads bytes as the editor of a legacy portal does: without a token, from a page of this site."""

    def upload(content: bytes, name: str = "harbour.png", **headers: str) -> HttpResponse:
        client = visit(admin, enforce_csrf_checks=True)
        file = SimpleUploadedFile(name, content, content_type="image/png")
        return client.post(ADDRESS, {"file": file}, headers=headers or HERE)

    return upload


def test_a_picture_is_stored_and_its_address_told(
    send: Callable[..., HttpResponse], media_root: Path, admin: User
) -> None:
    answer = send(picture())

    stored = TinyMCEMedia.objects.get()
    assert answer.json() == {"location": f"/media/{stored.file.name}"}
    assert stored.file.name == "tinymce_media/harbour.png"
    assert (stored.file_type, stored.original_filename, stored.user) == ("image", "harbour.png", admin)
    assert Image.open(media_root / stored.file.name).size == (40, 30)


@pytest.mark.parametrize(
    ("kind", "name", "stored_as"),
    [
        ("JPEG", "a.jpg", "a.jpg"),
        ("WEBP", "a.webp", "a.webp"),
        ("GIF", "a.gif", "a.gif"),
        ("BMP", "a.bmp", "a.png"),
        ("TIFF", "a.tif", "a.png"),
        ("PNG", "page.html", "page.png"),
        ("PNG", "../../evil.svg", "evil.png"),
    ],
)
def test_the_ending_says_what_is_inside(
    kind: str, name: str, stored_as: str, send: Callable[..., HttpResponse]
) -> None:
    assert send(picture(kind), name).json() == {"location": f"/media/tinymce_media/{stored_as}"}


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"",
        picture()[:60],
        b"GIF89a" + b"\x00" * 40,
    ],
)
def test_what_is_no_picture_is_refused_and_not_kept(
    content: bytes, send: Callable[..., HttpResponse], media_root: Path
) -> None:
    answer = send(content, "picture.png")

    assert answer.status_code == 400
    assert "error" in answer.json()
    assert not TinyMCEMedia.objects.exists()
    assert not (media_root / "tinymce_media").exists()


def test_nothing_but_the_dots_of_a_picture_is_kept(
    send: Callable[..., HttpResponse], media_root: Path
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    smuggled = picture("JPEG", exif=exif, comment=b"<?php secret ?>") + b"<script>alert(2)</script>"

    send(smuggled, "a.jpg")

    kept = (media_root / TinyMCEMedia.objects.get().file.name).read_bytes()
    assert b"script" not in kept
    assert b"secret" not in kept


def test_animations_stay_animations(send: Callable[..., HttpResponse], media_root: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    content = io.BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:], duration=[50, 100, 150], loop=0)

    send(content.getvalue(), "wheel.gif")

    with Image.open(media_root / TinyMCEMedia.objects.get().file.name) as stored:
        assert stored.n_frames == 3  # type: ignore[attr-defined]
        assert stored.info["duration"] == 50


def test_pictures_have_a_size_limit(
    send: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = picture()
    monkeypatch.setattr("apps.pages.pictures.MAX_SIZE", len(content) - 1)

    assert send(content).json() == {"error": "Image file too large ( > 10mb )"}


def test_pictures_with_too_many_dots_are_refused(
    send: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.common.pictures.MAX_PIXELS", 40 * 30 - 1)

    assert send(picture()).status_code == 400


# -- who -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "roles", [{}, {"is_staff": True}, {"is_superuser": True}, {"is_manager": True, "is_editor": True}]
)
def test_only_administrators_upload(roles: dict[str, bool], visit: Visit) -> None:
    for client in (visit(), visit(make_user("somebody", **roles))):
        answer = client.post(ADDRESS, {"file": SimpleUploadedFile("a.png", picture())}, headers=HERE)
        assert (answer.status_code, answer.json()) == (403, {"error": "Admin access required"})
        assert client.get(ADDRESS).status_code == 403


def test_other_sites_cannot_upload_for_an_administrator(send: Callable[..., HttpResponse]) -> None:
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"accept": "*/*"},  # neither a token nor a word of the browser
    ):
        assert send(picture(), **headers).status_code == 403
    assert not TinyMCEMedia.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "post"])
def test_requests_without_a_file_are_invalid(method: str, visit: Visit, admin: User) -> None:
    answer = getattr(visit(admin), method)(ADDRESS)

    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid request"})


# -- the field -----------------------------------------------------------------------------------------------


def test_pages_are_written_in_an_editor(visit: Visit, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", lambda path: path.startswith("vendor"))

    page = parsed(visit(admin).get("/admin/files/page/add/"))

    field = page.one("textarea", name="description")
    assert '"images_upload_url": "/tinymce/upload/"' in field.attributes["data-page-editor"]
    assert "required" not in field.attributes
    scripts = [script.attributes.get("src", "") for script in page.all("script")]
    assert "/static/vendor/tinymce/tinymce.min.js" in scripts
    assert "/static/portal/js/page-editor.js" in scripts


def test_without_the_program_of_the_editor_the_field_is_plain(
    visit: Visit, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", lambda path: None)

    html = visit(admin).get("/admin/files/page/add/").content.decode()

    assert "tinymce.min.js" not in html
    assert "page-editor.js" not in html


def test_a_page_needs_a_text(visit: Visit, admin: User) -> None:
    answer = visit(admin).post("/admin/files/page/add/", {"slug": "help", "title": "Help", "description": ""})

    assert "This field is required." in answer.content.decode()
