"""The Celery tasks (spec/pipeline.md §17)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from apps.encoding import tasks
from apps.encoding.models import Encoding
from apps.encoding.services.files import file_remove
from apps.media.models import Media
from tests.encoding.conftest import Queue

NAMES = {
    "media_init": ("short_tasks", None),
    "chunkize_media": ("short_tasks", 7200),
    "encode_media": ("long_tasks", 7200),
    "produce_sprite_from_video": ("long_tasks", None),
    "create_hls": ("long_tasks", None),
    "update_encoding_size": ("short_tasks", None),
    "remove_media_file": ("long_tasks", None),
    "check_running_states": ("short_tasks", None),
    "check_pending_states": ("short_tasks", None),
    "check_media_states": ("short_tasks", None),
    "check_missing_profiles": ("short_tasks", None),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_queues_and_limits_are_the_legacy_ones(name: str) -> None:
    task = current_app.tasks[name]

    assert (task.queue, task.soft_time_limit) == NAMES[name]


@pytest.mark.parametrize(
    "name",
    [
        "media_init",
        "chunkize_media",
        "encode_media",
        "produce_sprite_from_video",
        "produce_video_thumbnail",
        "create_hls",
    ],
)
def test_work_comes_again_when_a_worker_dies(name: str) -> None:
    task = current_app.tasks[name]

    assert task.acks_late
    assert task.reject_on_worker_lost


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("media_init", ["gone"]),
        ("chunkize_media", ["gone", [1, 2]]),
        ("encode_media", ["gone", 23, 99]),
        ("produce_sprite_from_video", ["gone"]),
        ("produce_video_thumbnail", ["gone"]),
        ("create_hls", ["gone"]),
        ("update_encoding_size", [99]),
    ],
)
def test_messages_for_what_is_gone_are_harmless(name: str, args: list[Any]) -> None:
    assert current_app.tasks[name].apply(args=args).get() is False


def test_legacy_arguments_are_understood(
    video: Media, pending: Callable[..., Encoding], queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    encoding = pending()

    with django_capture_on_commit_callbacks(execute=True):
        result = tasks.encode_media.apply(
            args=[video.friendly_token, 23, encoding.pk],
            kwargs={"force": True, "chunk": False, "chunk_file_path": ""},
        )

    assert result.get() is True


def test_a_failed_encode_is_tried_again_later_until_its_tries_are_used_up(
    video: Media,
    pending: Callable[..., Encoding],
    queue: Queue,
    django_capture_on_commit_callbacks: Any,
    settings: Any,
) -> None:
    settings.JOB_ATTEMPTS = 2
    Path(video.media_file.path).unlink()
    encoding = pending()

    for expected in ("pending", "fail"):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.encode_media.apply(args=[video.friendly_token, 23, encoding.pk])
        encoding.refresh_from_db()
        assert encoding.status == expected

    assert encoding.retries == 1
    assert len(queue.of("encode_media")) == 1


@pytest.mark.usefixtures("queue")
def test_a_failure_that_would_repeat_itself_is_not_tried_again(
    video: Media, pending: Callable[..., Encoding]
) -> None:
    Path(video.media_file.path).write_bytes(b"garbage")
    encoding = pending()

    assert tasks.encode_media.apply(args=[video.friendly_token, 23, encoding.pk]).get() is False

    encoding.refresh_from_db()
    assert (encoding.status, encoding.retries) == ("fail", 0)


@pytest.mark.parametrize("status", ["running", "pending"])
def test_encodings_that_fell_silent_are_queued_again(
    video: Media,
    pending: Callable[..., Encoding],
    queue: Queue,
    django_capture_on_commit_callbacks: Any,
    status: str,
) -> None:
    silent, lively = pending(status=status), pending(2, status=status)
    Encoding.objects.filter(pk=silent.pk).update(update_date=timezone.now() - timedelta(hours=25))

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert current_app.tasks[f"check_{status}_states"].apply().get() is True

    silent.refresh_from_db()
    lively.refresh_from_db()
    assert (silent.status, lively.status) == ("pending", status)
    assert [message["args"] for message in queue.messages] == [[video.friendly_token, 23, silent.pk]]


def test_a_legacy_worker_is_given_up_after_hours_of_silence(
    video: Media, pending: Callable[..., Encoding], queue: Queue
) -> None:
    encoding = pending(status="running", worker="localhost")

    for hours, status in ((1, "running"), (3, "pending")):
        Encoding.objects.update(update_date=timezone.now() - timedelta(hours=hours))
        current_app.tasks["check_running_states"].apply().get()
        encoding.refresh_from_db()
        assert encoding.status == status


def test_the_status_of_unfinished_media_is_put_right(video: Media, pending: Callable[..., Encoding]) -> None:
    pending(status="success")

    tasks.check_media_states.apply().get()

    video.refresh_from_db()
    assert (video.encoding_status, video.listable) == ("success", True)


def test_missing_renditions_are_queued_without_force(
    video: Media, pending: Callable[..., Encoding], queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    pending(23, status="success")

    with django_capture_on_commit_callbacks(execute=True):
        tasks.check_missing_profiles.apply().get()

    assert [(message["args"][1], message["kwargs"]) for message in queue.messages] == [
        (2, {"force": False}),
        (1, {"force": False}),
    ]


def test_the_size_of_an_encoding_is_stored_anew(video: Media, pending: Callable[..., Encoding]) -> None:
    encoding = pending(media_file=video.media_file.name)

    assert tasks.update_encoding_size.apply(args=[encoding.pk]).get() is True

    encoding.refresh_from_db()
    assert encoding.size == f"{round(Path(video.media_file.path).stat().st_size / 1e6, 1)}MB"


def test_files_are_removed_below_the_media_root_only(media_root: Path) -> None:
    inside, outside = media_root / "file", media_root.parent / "file"
    for path in (inside, outside):
        path.touch()
        tasks.remove_media_file.apply(kwargs={"media_file": str(path)}).get()

    assert (inside.exists(), outside.exists()) == (False, True)


def test_a_file_that_cannot_be_removed_stays_and_is_named_in_the_log(
    media_root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(Path, "unlink", refuse)
    file_remove("original/film.mp4")

    assert "original/film.mp4 stays: read-only" in caplog.text


def test_a_sprite_and_hls_are_made_by_token(video: Media, queue: Queue) -> None:
    assert tasks.produce_sprite_from_video.apply(args=[video.friendly_token]).get() is True
    assert tasks.create_hls.apply(args=[video.friendly_token]).get() is True

    video.refresh_from_db()
    assert video.sprites
