"""From a stored upload to a media that knows what it is (spec/pipeline.md §4.2, §4.3)."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.encoding import images, services, tasks
from apps.encoding.models import Encoding
from apps.media.models import Media
from apps.media.services.replacing import media_replace
from apps.users.models import User
from tests.encoding.clips import Clips
from tests.encoding.conftest import Queue

pytestmark = pytest.mark.usefixtures("profiles", "queue")

Store = Callable[..., Media]


def init(media: Media, commit: Any) -> Media:
    """Initialise a media as an upload does, and return its row."""
    with commit(execute=True):
        services.media_init(media)
    return Media.objects.get(pk=media.pk)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clip.mp4", ("video", "pending", False, 6, 180)),
        ("recorded.webm", ("video", "pending", False, 2, 90)),
        ("film.mp4", ("video", "pending", False, 6, 180)),
        ("tone.mp3", ("audio", "success", True, 2, 1)),
        ("tone.ogg", ("audio", "success", True, 2, 1)),
        ("song.mp3", ("audio", "success", True, 2, 1)),
        ("cover.png", ("image", "success", True, 0, 1)),
        ("cover.jpg", ("image", "success", True, 0, 1)),
        ("paper.pdf", ("pdf", "success", True, 0, 1)),
    ],
)
def test_what_a_file_decides(
    stored: Store, django_capture_on_commit_callbacks: Any, name: str, expected: tuple[Any, ...]
) -> None:
    media = init(stored(name), django_capture_on_commit_callbacks)

    decided = (media.media_type, media.encoding_status, media.listable, media.duration, media.video_height)
    assert decided == expected


def test_a_video_keeps_what_the_probe_said(stored: Store, django_capture_on_commit_callbacks: Any) -> None:
    media = init(stored("clip.mp4"), django_capture_on_commit_callbacks)

    info = json.loads(media.media_info)
    assert (info["video_height"], info["filename"]) == (180, media.media_file.path)
    assert media.md5sum is None
    assert media.size == f"{round(info['file_size'] / 1e6, 1)}MB"


def test_the_checksum_of_a_video_is_filled_in_by_the_worker(
    stored: Store, django_capture_on_commit_callbacks: Any
) -> None:
    media = init(stored("clip.mp4"), django_capture_on_commit_callbacks)

    assert tasks.produce_sprite_from_video(media.friendly_token)

    media.refresh_from_db()
    info = json.loads(media.media_info)
    assert media.md5sum == hashlib.md5(Path(media.media_file.path).read_bytes()).hexdigest()  # noqa: S324
    assert (list(info)[-1], info["md5sum"]) == ("md5sum", media.md5sum)


def test_audio_has_neither_size_nor_digest(stored: Store, django_capture_on_commit_callbacks: Any) -> None:
    media = init(stored("song.mp3"), django_capture_on_commit_callbacks)

    assert (media.size, media.md5sum) == (None, None)
    assert list(json.loads(media.media_info)) == ["is_video", "is_audio", "audio_info"]


@pytest.mark.parametrize("name", ["clip.mp4", "cover.png"])
def test_thumbnail_and_poster_are_made_once_and_named_with_the_uid(
    stored: Store, django_capture_on_commit_callbacks: Any, media_root: Path, name: str
) -> None:
    media = init(stored(name), django_capture_on_commit_callbacks)

    folder = media_root / "original" / "thumbnails" / "user" / "alice"
    assert media.thumbnail.name == f"original/thumbnails/user/alice/{media.uid.hex}.{name}.jpg"
    assert Path(media.poster.name).name.startswith(media.uid.hex)
    assert {path.name for path in folder.iterdir()} == {
        Path(media.thumbnail.name).name,
        Path(media.poster.name).name,
    }
    with Image.open(media.thumbnail.path) as thumbnail, Image.open(media.poster.path) as poster:
        assert (thumbnail.width, poster.width) == (344, 720)


def test_the_random_time_of_the_thumbnail_is_not_stored(
    stored: Store, django_capture_on_commit_callbacks: Any
) -> None:
    assert init(stored("clip.mp4"), django_capture_on_commit_callbacks).thumbnail_time is None


@pytest.mark.parametrize("task", [tasks.produce_video_thumbnail, tasks.produce_sprite_from_video])
def test_the_picture_of_a_video_can_be_left_to_the_workers(
    stored: Store, django_capture_on_commit_callbacks: Any, queue: Queue, media_root: Path, task: Any
) -> None:
    """By a task of its own; the one that makes the sprite makes up for a message that was lost."""
    media = stored("clip.mp4")
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(media, frame_later=True)
    media.refresh_from_db()
    assert (media.thumbnail.name, media.media_type, media.duration) == ("", "video", 6)
    assert queue.names()[:2] == ["produce_video_thumbnail", "produce_sprite_from_video"]

    assert task(media.friendly_token)

    media.refresh_from_db()
    assert media.thumbnail.name == f"original/thumbnails/user/alice/{media.uid.hex}.clip.mp4.jpg"
    assert (media_root / media.poster.name).is_file()
    assert media.thumbnail_time is None


def test_the_picture_of_a_video_is_made_once(stored: Store, django_capture_on_commit_callbacks: Any) -> None:
    """However often the message comes, and whatever is uploaded meanwhile."""
    media = init(stored("clip.mp4"), django_capture_on_commit_callbacks)

    assert not tasks.produce_video_thumbnail(media.friendly_token), "there is nothing to do"

    assert Media.objects.get(pk=media.pk).thumbnail.name == media.thumbnail.name


def test_a_worker_keeps_the_picture_that_was_made_while_it_made_its_own(
    stored: Store, django_capture_on_commit_callbacks: Any, media_root: Path
) -> None:
    """Pages show the address of the first: it must not go."""
    media = stored("clip.mp4")
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(media, frame_later=True)
    slower = Media.objects.get(pk=media.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.thumbnails_fill(media=Media.objects.get(pk=media.pk))
    shown = Media.objects.get(pk=media.pk)

    with django_capture_on_commit_callbacks(execute=True):
        assert not services.thumbnails_fill(media=slower)

    kept = Media.objects.get(pk=media.pk)
    assert (kept.thumbnail.name, kept.poster.name) == (shown.thumbnail.name, shown.poster.name)
    folder = media_root / "original" / "thumbnails" / "user" / "alice"
    assert {path.name for path in folder.iterdir()} == {
        Path(shown.thumbnail.name).name,
        Path(shown.poster.name).name,
    }


def test_an_image_is_never_left_to_the_workers(
    stored: Store, django_capture_on_commit_callbacks: Any, queue: Queue
) -> None:
    """Answers show its thumbnail (spec/pain-points.md §4)."""
    media = stored("cover.png")
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(media, frame_later=True)

    assert Media.objects.get(pk=media.pk).thumbnail
    assert queue.names() == []


def test_an_image_that_cannot_be_opened_is_kept_without_thumbnail(
    stored: Store, django_capture_on_commit_callbacks: Any
) -> None:
    media = stored("cover.png")
    path = Path(media.media_file.path)
    path.write_bytes(path.read_bytes()[:120])

    media = init(media, django_capture_on_commit_callbacks)

    assert (media.media_type, media.encoding_status) == ("image", "success")
    assert not media.thumbnail
    assert path.exists()


@pytest.mark.parametrize("name", ["notes.txt", "empty.mp4", "cut.mp4"])
def test_a_file_that_is_not_recognised_is_kept_unlisted_and_failed(
    stored: Store, django_capture_on_commit_callbacks: Any, name: str
) -> None:
    media = init(stored(name), django_capture_on_commit_callbacks)

    assert (media.media_type, media.encoding_status) == ("", "fail")
    assert (media.state, media.listable) == ("unlisted", False)
    assert Path(media.media_file.path).exists()
    assert not Encoding.objects.exists()


@pytest.mark.parametrize("name", ["cover.png", "tone.mp3", "clip.mp4"])
def test_a_type_that_is_not_taken_is_removed_and_unlisted(
    stored: Store, django_capture_on_commit_callbacks: Any, settings: Any, name: str
) -> None:
    settings.ALLOWED_MEDIA_UPLOAD_TYPES = ["pdf"]

    media = init(stored(name), django_capture_on_commit_callbacks)

    assert (media.state, media.listable) == ("unlisted", False)
    assert not Path(media.media_file.path).exists()
    assert not media.thumbnail
    assert not Encoding.objects.exists()


def test_all_types_can_be_taken(
    stored: Store, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.ALLOWED_MEDIA_UPLOAD_TYPES = ["all"]

    assert init(stored("cover.png"), django_capture_on_commit_callbacks).state == "public"


def test_a_private_media_does_not_become_listable(
    stored: Store, django_capture_on_commit_callbacks: Any
) -> None:
    media = init(stored("cover.png", state="private"), django_capture_on_commit_callbacks)

    assert (media.state, media.encoding_status, media.listable) == ("private", "success", False)


def test_the_owner_counts_what_is_listable(
    stored: Store, django_capture_on_commit_callbacks: Any, owner: User
) -> None:
    init(stored("cover.png"), django_capture_on_commit_callbacks)
    init(stored("cover.jpg", state="private"), django_capture_on_commit_callbacks)

    owner.refresh_from_db()
    assert owner.media_count == 1


def test_the_time_of_the_last_edit_stays(stored: Store, django_capture_on_commit_callbacks: Any) -> None:
    media = stored("cover.png")

    assert init(media, django_capture_on_commit_callbacks).edit_date == media.edit_date


def test_a_video_gets_its_encodings_and_sprite_queued_on_commit(
    stored: Store, django_capture_on_commit_callbacks: Any, queue: Queue
) -> None:
    media = stored("clip.mp4")

    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(media)
        assert queue.messages == []

    assert queue.names() == ["produce_sprite_from_video", *["encode_media"] * 3, "waveform_create"]
    assert list(Encoding.objects.order_by("pk").values_list("profile__name", "status")) == [
        ("h264-144", "pending"),
        ("h264-240", "pending"),
        ("preview", "pending"),
    ]


def test_without_transcoding_a_video_is_playable_at_once(
    stored: Store, django_capture_on_commit_callbacks: Any, queue: Queue, settings: Any
) -> None:
    settings.DO_NOT_TRANSCODE_VIDEO = True

    media = init(stored("clip.mp4"), django_capture_on_commit_callbacks)

    assert (media.encoding_status, media.listable) == ("success", True)
    assert queue.names() == ["produce_sprite_from_video", "waveform_create"]


def test_nothing_temporary_is_left(
    stored: Store,
    django_capture_on_commit_callbacks: Any,
    temporary_files: Callable[[], list[Path]],
) -> None:
    init(stored("clip.mp4"), django_capture_on_commit_callbacks)

    assert temporary_files() == []


def test_a_chosen_thumbnail_time_is_honoured_and_the_old_files_go(
    stored: Store, django_capture_on_commit_callbacks: Any, media_root: Path
) -> None:
    media = init(stored("clip.mp4"), django_capture_on_commit_callbacks)
    media.thumbnail_time = 4.0

    with django_capture_on_commit_callbacks(execute=True):
        assert services.thumbnails_create(media=media)

    assert media.thumbnail_time == 4.0
    folder = media_root / "original" / "thumbnails" / "user" / "alice"
    stored_now = Media.objects.values_list("thumbnail", "poster").get()
    assert sorted(str(path.relative_to(media_root)) for path in folder.iterdir()) == sorted(stored_now)


def test_a_thumbnail_time_outside_the_video_is_replaced(
    stored: Store, django_capture_on_commit_callbacks: Any
) -> None:
    media = init(stored("clip.mp4"), django_capture_on_commit_callbacks)
    media.thumbnail_time = 60.0

    services.thumbnails_create(media=media)

    assert 0 <= media.thumbnail_time < 6


def test_a_sprite_is_named_with_the_uid_and_replaces_the_older_one(
    stored: Store, django_capture_on_commit_callbacks: Any, media_root: Path
) -> None:
    media = init(stored("clip.mp4"), django_capture_on_commit_callbacks)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert services.sprite_create(media=media)

    sprites = list((media_root / "original" / "thumbnails" / "user" / "alice").glob("*sprites.jpg"))
    assert [Path(Media.objects.get().sprites.name).name] == [path.name for path in sprites]
    assert sprites[0].name.startswith(media.uid.hex)
    assert sprites[0].name.endswith(".clip.mp4sprites.jpg")


def test_a_video_too_short_for_a_sprite_has_none(
    stored: Store, django_capture_on_commit_callbacks: Any
) -> None:
    media = init(stored("short.mp4"), django_capture_on_commit_callbacks)

    assert services.sprite_create(media=media) is False
    assert Media.objects.get().sprites == ""


def test_pictures_of_a_media_deleted_meanwhile_are_not_left_behind(
    stored: Store, django_capture_on_commit_callbacks: Any, media_root: Path
) -> None:
    media = stored("clip.mp4", media_type="video", duration=6)
    Media.objects.filter(pk=media.pk).delete()

    assert services.sprite_create(media=media) is False
    assert services.thumbnails_create(media=media) is False
    assert list((media_root / "original" / "thumbnails" / "user" / "alice").iterdir()) == []


@pytest.fixture
def replace(clips: Clips, django_capture_on_commit_callbacks: Any) -> Callable[[Media], None]:
    """Give a media another video."""

    def call(media: Media) -> None:
        upload = SimpleUploadedFile("new.mp4", clips.get("short.mp4").read_bytes())
        with django_capture_on_commit_callbacks(execute=True):
            media_replace(media=Media.objects.get(pk=media.pk), new_file=upload)

    return call


@pytest.mark.parametrize(
    ("made_by", "make"), [("fit_widths", services.thumbnails_create), ("sprite", services.sprite_create)]
)
def test_pictures_of_a_media_replaced_meanwhile_are_not_stored(
    stored: Store,
    replace: Callable[[Media], None],
    monkeypatch: pytest.MonkeyPatch,
    made_by: str,
    make: Callable[..., bool],
) -> None:
    media = stored("clip.mp4", media_type="video", duration=6)
    make_picture = getattr(images, made_by)

    def meanwhile(*args: Any, **options: Any) -> Any:
        made = make_picture(*args, **options)
        replace(media)
        return made

    monkeypatch.setattr(images, made_by, meanwhile)

    assert make(media=media) is False
    replaced = Media.objects.get()
    assert not any([replaced.thumbnail, replaced.poster, replaced.sprites])
    pictures = Path(replaced.media_file.path).parents[2] / "thumbnails"
    assert [path for path in pictures.rglob("*") if path.is_file()] == []
