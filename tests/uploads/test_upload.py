"""The upload page's endpoint."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse

from apps.media.models import Media
from apps.uploads import services
from apps.users.models import User
from tests.encoding.clips import Clips
from tests.media.factories import make_user
from tests.uploads.conftest import Uploader

Uploaders = Callable[..., Uploader]


def at_once(times: int, request: Callable[[], HttpResponse]) -> list[HttpResponse]:
    """Send a request several times in parallel and return the answers."""

    def send() -> HttpResponse:
        try:
            return request()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return [future.result() for future in [threads.submit(send) for _ in range(times)]]


def leftovers(media_root: Path) -> list[Path]:
    """Files below the folders of unfinished uploads."""
    return [p for name in ("chunks", "uploads") for p in (media_root / name).rglob("*") if p.is_file()]


def test_a_whole_file_becomes_a_media(
    uploader: Uploaders, alice: User, picture: bytes, media_root: Path
) -> None:
    answer = uploader(alice).single(picture, "my (odd) name *&^.png")

    media = Media.objects.get()
    assert answer.content.decode() == f'{{"success": true, "media_url": "/view?m={media.friendly_token}"}}'
    assert (media.user, media.title, media.media_type) == (alice, "my (odd) name *&^.png", "image")
    assert media.media_file.name == f"original/user/alice/{media.uid.hex}.myoddname.png"
    assert not leftovers(media_root)


def test_nobody_waits_for_the_picture_of_a_video(
    uploader: Uploaders, alice: User, tmp_path: Path, django_capture_on_commit_callbacks: Any, eager: None
) -> None:
    """The answer does not show it, so it is made after it; with eager tasks, as the upload is stored."""
    clip = Clips(tmp_path).get("clip.mp4").read_bytes()

    with django_capture_on_commit_callbacks() as afterwards:
        answer = uploader(alice).single(clip, "clip.mp4")

    media = Media.objects.get()
    assert (answer.status_code, media.media_type, media.thumbnail.name) == (200, "video", "")
    for work in afterwards:
        work()
    media.refresh_from_db()
    assert media.thumbnail.name.startswith(f"original/thumbnails/user/alice/{media.uid.hex}")


def test_parts_are_joined_in_their_order(
    uploader: Uploaders, alice: User, picture: bytes, media_root: Path
) -> None:
    upload = uploader(alice)
    for index in (2, 0, 1):
        assert upload.part(index, 3, picture[index * 50 :][: 50 if index < 2 else None]).json() == {
            "success": True
        }

    answer = upload.done(3, "joined.png")

    media = Media.objects.get()
    assert answer.json() == {"success": True, "media_url": f"/view?m={media.friendly_token}"}
    assert Path(media.media_file.path).read_bytes() == picture
    assert media.title == "joined.png"
    assert not list((media_root / "chunks").iterdir())
    assert not leftovers(media_root)


def test_files_can_be_received_beside_the_media(
    uploader: Uploaders, alice: User, picture: bytes, media_root: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["apps.uploads.handlers.SpoolUploadHandler"]
    upload = uploader(alice)

    assert upload.single(picture).json()["success"]
    assert upload.part(0, 2, picture[:40]).json()["success"]
    assert upload.part(1, 2, picture[40:]).json()["success"]
    assert upload.done(2).json()["success"]

    assert [Path(media.media_file.path).read_bytes() for media in Media.objects.all()] == [picture] * 2
    assert not leftovers(media_root)


def test_the_first_part_of_its_number_stays(uploader: Uploaders, alice: User, picture: bytes) -> None:
    upload = uploader(alice)
    upload.part(0, 2, picture[:40])
    upload.part(0, 2, b"something else")
    upload.part(1, 2, picture[40:])

    upload.done(2)

    assert Path(Media.objects.get().media_file.path).read_bytes() == picture


def test_a_missing_part_is_named_an_error_and_can_be_sent_later(
    uploader: Uploaders, alice: User, picture: bytes
) -> None:
    upload = uploader(alice)
    upload.part(1, 2, picture[40:])

    refused = upload.done(2)
    upload.part(0, 2, picture[:40])

    assert (refused.status_code, refused.json()["error"]) == (400, "Error with File Uploading")
    assert upload.done(2).json()["success"]


def test_an_upload_is_finished_once(uploader: Uploaders, alice: User, picture: bytes) -> None:
    upload = uploader(alice)
    upload.part(0, 2, picture[:40])
    upload.part(1, 2, picture[40:])
    upload.done(2)

    assert upload.done(2).status_code == 400
    assert Media.objects.count() == 1


def test_nobody_adds_to_the_upload_of_another(
    uploader: Uploaders, alice: User, bob: User, picture: bytes
) -> None:
    upload = uploader(alice)
    upload.part(0, 2, picture[:40])

    assert uploader(bob, upload.uuid).part(1, 2, b"evil").status_code == 403
    upload.part(1, 2, picture[40:])
    upload.done(2)
    assert Path(Media.objects.get().media_file.path).read_bytes() == picture


def test_nobody_finishes_the_upload_of_another(
    uploader: Uploaders, alice: User, bob: User, picture: bytes
) -> None:
    upload = uploader(alice)
    upload.part(0, 2, picture[:40])
    upload.part(1, 2, picture[40:])

    answer = uploader(bob, upload.uuid.upper()).done(2)

    assert (answer.status_code, answer.json()["success"]) == (403, False)
    assert upload.done(2).json()["success"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"qquuid": "../../../etc"}, "qquuid"),
        ({"qquuid": "11111111-2222-1333-8444-000000000001"}, "qquuid"),
        ({"qquuid": ""}, "qquuid"),
        ({"qqpartindex": "-1"}, "qqpartindex"),
        ({"qqpartindex": "3"}, "qqpartindex"),
        ({"qqpartindex": "x"}, "qqpartindex"),
        ({"qqtotalparts": "0"}, "qqtotalparts"),
        ({"qqtotalparts": "100000000"}, "qqtotalparts"),
        ({"qqfilename": " "}, "qqfilename"),
        ({"qqfilename": "a\0b"}, "qqfilename"),
        ({"qqtotalfilesize": str(10**15)}, "qqtotalfilesize"),
    ],
)
def test_a_bad_field_is_refused(
    uploader: Uploaders, alice: User, media_root: Path, fields: dict[str, str], field: str
) -> None:
    upload = uploader(alice)
    sent = {"qquuid": upload.uuid, "qqfilename": "x.png", "qqpartindex": "0", "qqtotalparts": "3"} | fields

    answer = upload.client.post("/fu/upload/", sent | {"qqfile": SimpleUploadedFile("blob", b"x")})

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{{'{field}': [")
    assert not leftovers(media_root)


def test_missing_fields_are_listed_in_their_order(uploader: Uploaders, alice: User) -> None:
    answer = uploader(alice).client.post("/fu/upload/")

    required = "['This field is required.']"
    fields = ", ".join(f"'{name}': {required}" for name in ("qqfile", "qquuid", "qqfilename"))
    assert answer.json() == {"success": False, "error": f"{{{fields}}}"}


@pytest.mark.parametrize("name", ["****", "dir/", "..", "a/.."])
def test_a_name_that_no_file_can_have_is_refused(
    uploader: Uploaders, alice: User, picture: bytes, name: str
) -> None:
    answer = uploader(alice).single(picture, name)

    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert not Media.objects.exists()


def test_the_sum_of_the_parts_is_limited(uploader: Uploaders, alice: User, settings: Any) -> None:
    settings.UPLOAD_MAX_SIZE = 100
    upload = uploader(alice)

    assert upload.part(0, 3, b"x" * 60).status_code == 200
    assert upload.part(1, 3, b"x" * 60).status_code == 400


def test_a_part_that_is_sent_again_counts_once(uploader: Uploaders, alice: User, settings: Any) -> None:
    """Browsers send a part again when its answer was lost."""
    settings.UPLOAD_MAX_SIZE = 100
    upload = uploader(alice)
    upload.part(0, 2, b"x" * 60)

    assert upload.part(0, 2, b"x" * 60).status_code == 200
    assert upload.part(1, 2, b"x" * 40).status_code == 200


def test_a_whole_file_is_limited(uploader: Uploaders, alice: User, picture: bytes, settings: Any) -> None:
    settings.UPLOAD_MAX_SIZE = len(picture) - 1

    assert uploader(alice).single(picture).status_code == 400
    assert not Media.objects.exists()


def test_who_has_enough_media_may_send_nothing(
    uploader: Uploaders, alice: User, picture: bytes, settings: Any
) -> None:
    settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 0
    upload = uploader(alice)

    assert [r.status_code for r in (upload.single(picture), upload.part(0, 2, b"x"), upload.done(2))] == [
        403
    ] * 3


@pytest.mark.django_db
def test_the_anonymous_may_send_nothing(uploader: Uploaders, picture: bytes) -> None:
    assert uploader().single(picture).status_code == 403


def test_other_methods_are_not_allowed(uploader: Uploaders, alice: User) -> None:
    answer = uploader(alice).client.get("/fu/upload/")

    assert (answer.status_code, answer["Allow"], answer.content) == (405, "POST", b"")


def test_the_token_of_the_form_is_asked_for(alice: User, picture: bytes) -> None:
    upload = Uploader(alice)
    upload.client.handler.enforce_csrf_checks = True

    assert upload.single(picture).status_code == 403


def test_a_failed_creation_leaves_the_parts_for_another_try(
    uploader: Uploaders, alice: User, picture: bytes, media_root: Path
) -> None:
    upload = uploader(alice)
    upload.client.raise_request_exception = False
    upload.part(0, 2, picture[:40])
    upload.part(1, 2, picture[40:])

    with patch("apps.media.services.create.media_init", side_effect=OSError("disk full")):
        assert upload.done(2).status_code == 500

    assert not Media.objects.exists()
    assert not list((media_root / "uploads").iterdir())
    assert upload.done(2).json()["success"]


@pytest.mark.usefixtures("committing")
def test_two_words_that_all_is_there_make_one_media(uploader: Uploaders, picture: bytes) -> None:
    user = make_user()
    upload = uploader(user)
    upload.part(0, 2, picture[:40])
    upload.part(1, 2, picture[40:])

    answers = at_once(2, lambda: uploader(user, upload.uuid).done(2))

    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert Media.objects.count() == 1


@pytest.mark.usefixtures("committing")
def test_parallel_uploads_do_not_exceed_the_number_of_media(
    uploader: Uploaders, picture: bytes, settings: Any
) -> None:
    settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 1
    user = make_user()

    answers = at_once(3, lambda: uploader(user).single(picture))

    assert sorted(answer.status_code for answer in answers) == [200, 403, 403]
    assert Media.objects.count() == 1


def test_unfinished_uploads_are_removed_when_they_are_old(
    uploader: Uploaders, alice: User, media_root: Path
) -> None:
    old, new = uploader(alice), uploader(alice)
    old.part(0, 2, b"x")
    time.sleep(0.05)
    between = time.time()
    new.part(0, 2, b"x")

    removed = services.uploads_cleanup(older_than=timedelta(seconds=time.time() - between))

    assert removed == 1
    assert [path.name for path in (media_root / "chunks").iterdir()] == [new.uuid]


def test_the_command_tells_how_many_it_removed(
    uploader: Uploaders, alice: User, capsys: pytest.CaptureFixture[str]
) -> None:
    uploader(alice).part(0, 2, b"x")

    call_command("media_cleanup", older_than=0)

    assert "1 unfinished-upload" in capsys.readouterr().out
