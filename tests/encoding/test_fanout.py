"""Which encodings a media gets, and how they are queued (spec/pipeline.md §6.2, §18)."""

from typing import Any

import pytest

from apps.encoding import services
from apps.encoding.models import EncodeProfile, Encoding
from apps.media.models import Media
from tests.encoding.conftest import Queue


def encode(media: Media, commit: Any, **arguments: Any) -> list[Encoding]:
    with commit(execute=True):
        return services.media_encode(media=media, **arguments)


def test_messages_are_those_that_legacy_workers_understand(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    rows = encode(video, django_capture_on_commit_callbacks)

    assert queue.messages == [
        {
            "name": "encode_media",
            "args": [video.friendly_token, profile, row.pk],
            "kwargs": {"force": True},
            "queue": "long_tasks",
            "priority": 0,
            "timelimit": [None, 7200],
        }
        for profile, row in zip([23, 2, 1], rows, strict=True)
    ]


def test_higher_resolutions_wait_behind_what_makes_videos_playable(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    video.video_height = 480

    encode(video, django_capture_on_commit_callbacks)

    assert [(message["args"][1], message["priority"]) for message in queue.messages] == [
        (23, 0), (2, 0), (3, 9), (13, 9), (1, 0),
    ]  # fmt: skip


def test_chosen_profiles_may_be_inactive_and_unknown_ones_are_left_out(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    rows = encode(video, django_capture_on_commit_callbacks, profiles=[21, 999, 21], force=False)

    assert [row.profile_id for row in rows] == [21]
    assert queue.messages[0]["kwargs"] == {"force": False}


def test_broken_profiles_are_left_out(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    EncodeProfile.objects.create(name="broken", extension="mp4", codec="h264", resolution=None)

    rows = encode(video, django_capture_on_commit_callbacks)

    assert [row.profile.name for row in rows] == ["h264-144", "h264-240", "preview"]


def test_long_videos_are_cut_first(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    video.duration = 301

    rows = encode(video, django_capture_on_commit_callbacks)

    assert [row.profile.name for row in rows] == ["preview"]
    assert [(message["name"], message["queue"]) for message in queue.messages] == [
        ("chunkize_media", "short_tasks"),
        ("encode_media", "long_tasks"),
    ]
    assert queue.messages[0]["args"] == [video.friendly_token, [23, 2, 3, 13, 10, 7]]
    assert queue.messages[0]["kwargs"] == {"force": True}


@pytest.mark.parametrize(("duration", "chunkize"), [(300, True), (301, False)])
def test_other_videos_are_encoded_whole(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Any, duration: int, chunkize: bool
) -> None:
    video.duration = duration

    encode(video, django_capture_on_commit_callbacks, chunkize=chunkize)

    assert queue.names() == ["encode_media"] * 3


def test_an_unreachable_broker_leaves_rows_that_are_queued_again(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from celery import current_app
    from kombu.exceptions import OperationalError

    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(current_app.amqp, "send_task_message", refuse)

    encode(video, django_capture_on_commit_callbacks)

    assert list(Encoding.objects.values_list("status", flat=True)) == ["pending"] * 3
