"""`manage.py portal_setup` on an empty database, and again (spec/operations.md §9)."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image

from apps.categories.models import Category
from apps.encoding.models import EncodeProfile
from apps.users.models import User

pytestmark = pytest.mark.django_db

IMAGES = ("userlogos/user.jpg", "userlogos/banner.jpg", "userlogos/poster_audio.jpg")


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = f"{tmp_path / 'media_files'}/"
    settings.ADMIN_USER, settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = (
        "boss",
        "boss@example.org",
        "chosen-1",
    )
    return tmp_path / "media_files"


def set_up(*options: str) -> str:
    output = io.StringIO()
    call_command("portal_setup", *(options or ["--no-static"]), stdout=output)
    return output.getvalue()


def test_first_start_creates_the_administrator_with_a_channel() -> None:
    output = set_up()
    admin = User.objects.get()
    assert (admin.username, admin.email, admin.is_superuser) == ("boss", "boss@example.org", True)
    assert admin.check_password("chosen-1")
    assert [channel.title for channel in admin.channels.all()] == ["default"]
    assert "created administrator boss" in output
    assert "chosen-1" not in output


def test_password_is_made_up_and_printed_when_none_is_chosen(settings: Any) -> None:
    settings.ADMIN_PASSWORD = ""
    lines = [line for line in set_up().splitlines() if line.startswith("admin password: ")]
    assert len(lines) == 1
    password = lines[0].removeprefix("admin password: ")
    assert len(password) == 16
    assert User.objects.get().check_password(password)


def test_first_start_loads_profiles_and_categories() -> None:
    set_up()
    assert EncodeProfile.objects.count() == 23
    assert EncodeProfile.objects.filter(active=True).count() == 7
    assert EncodeProfile.objects.get(id=1).name == "preview"
    assert sorted(Category.objects.values_list("title", flat=True)) == [
        *("Art", "Documentary", "Experimental", "Film", "Music", "TV")
    ]


def test_later_starts_leave_the_operators_changes_alone() -> None:
    set_up()
    Category.objects.filter(title="Art").delete()
    EncodeProfile.objects.update(active=False)
    User.objects.update(username="renamed")
    output = set_up()
    assert "administrator" not in output
    assert not Category.objects.filter(title="Art").exists()
    assert not EncodeProfile.objects.filter(active=True).exists()


def test_default_images_are_drawn_when_missing(media_root: Path) -> None:
    set_up()
    for name in IMAGES:
        with Image.open(media_root / name) as image:
            assert image.format == "JPEG"


def test_images_of_the_operator_stay(media_root: Path) -> None:
    (media_root / "userlogos").mkdir(parents=True)
    (media_root / IMAGES[0]).write_bytes(b"mine")
    set_up()
    assert (media_root / IMAGES[0]).read_bytes() == b"mine"


def test_static_files_are_collected(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path / "static")
    set_up("--verbosity=0")
    assert (tmp_path / "static/admin/css/base.css").is_file()
