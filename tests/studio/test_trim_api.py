"""``POST /api/v1/media/<token>/trim_video`` (spec/api-media-bulk.md §8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.media.models import Media
from apps.studio.models import VideoTrimRequest
from apps.users.models import User
from tests.media.factories import make_media, share

pytestmark = pytest.mark.django_db

PIECE = {"startTime": "00:00:01.000", "endTime": "00:00:02.500"}
INCORRECT = (400, {"success": False, "error": "Incorrect request data"})
IN_PROGRESS = (400, {"success": False, "error": "A trim request is already in progress for this video"})


@pytest.fixture
def media(alice: User) -> Media:
    """A minute of video."""
    return make_media(alice, duration=60)


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What has been handed to the workers."""
    messages: list[tuple[Any, ...]] = []
    monkeypatch.setattr("apps.encoding.jobs.life.enqueue", lambda *message, **_: messages.append(message))
    return messages


def trim(user: User, media: Media, **body: Any) -> tuple[int, Any]:
    """Send a request as the editor does: JSON, no CSRF token."""
    return send(user, media, body)


def send(user: User, media: Media, body: Any, **headers: str) -> tuple[int, Any]:
    """Send any body."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    url = f"/api/v1/media/{media.friendly_token}/trim_video"
    answer = client.post(url, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json() if answer.content else answer["Location"]


@pytest.mark.parametrize(
    ("copy", "pieces", "action"),
    [
        (False, False, "replace"),
        (True, False, "save_new"),
        (True, True, "create_segments"),
        (0, "yes", "create_segments"),
    ],
)
def test_what_is_stored_and_queued(
    media: Media, queued: list[Any], copy: Any, pieces: Any, action: str
) -> None:
    status, body = trim(media.user, media, segments=[PIECE], saveAsCopy=copy, saveIndividualSegments=pieces)
    row = VideoTrimRequest.objects.get()
    assert (status, body) == (200, {"success": True, "request_id": row.pk})
    assert (row.status, row.media_trim_style, row.video_action) == ("initial", "no_encoding", action)
    assert row.timestamps == [PIECE]
    assert queued == [("video_trim_task", row.pk)]


def test_one_at_a_time(media: Media, queued: list[Any]) -> None:
    trim(media.user, media, segments=[PIECE])
    for status in ("initial", "running"):
        VideoTrimRequest.objects.update(status=status)
        assert trim(media.user, media, segments=[PIECE]) == IN_PROGRESS
    assert trim(media.user, make_media(media.user, duration=60), segments=[PIECE])[0] == 200
    VideoTrimRequest.objects.update(status="success")
    assert trim(media.user, media, segments=[PIECE])[0] == 200
    assert len(queued) == 3


def test_a_request_whose_worker_died_does_not_block_for_ever(media: Media, queued: list[Any]) -> None:
    trim(media.user, media, segments=[PIECE])
    VideoTrimRequest.objects.update(status="running", add_date=timezone.now() - timedelta(hours=7))
    assert trim(media.user, media, segments=[PIECE])[0] == 200
    statuses = VideoTrimRequest.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["fail", "initial"]


@pytest.mark.parametrize("segments", [{}, [], "", 0, [{"startTime": "x"}], ["x"], [None]])
def test_nothing_to_keep_fails_at_once(media: Media, queued: list[Any], segments: Any) -> None:
    assert trim(media.user, media, segments=segments)[0] == 200
    assert VideoTrimRequest.objects.get().status == "fail"
    assert queued == []


def test_without_segments_as_well(media: Media, queued: list[Any]) -> None:
    assert trim(media.user, media)[0] == 200
    assert VideoTrimRequest.objects.get().timestamps == {}


@pytest.mark.parametrize(
    "segments",
    [
        None,
        "x",
        5,
        {"a": 1},
        [PIECE | {"startTime": "abc"}],
        [PIECE | {"startTime": "00:00:01"}],
        [PIECE | {"startTime": "1:00:01.000"}],
        [PIECE | {"startTime": 1}],
        [PIECE | {"startTime": "00:00:02.500"}],
        [PIECE | {"startTime": "-0:00:01.000"}],
        [PIECE | {"endTime": "00:00:02.500 -y /etc/passwd"}],
        [PIECE | {"endTime": "00:61:00.000"}],
        [{"startTime": "01:00:00.000", "endTime": "01:00:01.000"}],
        [PIECE, PIECE | {"endTime": None}],
        [PIECE | {"note": "\x00"}],
        [PIECE | {"note": float("nan")}],
    ],
)
def test_malformed_segments_are_refused_at_once(media: Media, queued: list[Any], segments: Any) -> None:
    assert trim(media.user, media, segments=segments) == INCORRECT
    assert not VideoTrimRequest.objects.exists()
    assert queued == []


def test_a_thousand_milliseconds_are_a_second(media: Media, queued: list[Any]) -> None:
    piece = {"startTime": "00:00:01.999", "endTime": "00:00:01.1000"}
    assert trim(media.user, media, segments=[piece])[0] == 200


@pytest.mark.parametrize("media_type", ["image", "pdf", ""])
def test_only_video_and_audio_can_be_cut(alice: User, queued: list[Any], media_type: str) -> None:
    assert trim(alice, make_media(alice, media_type=media_type), segments=[PIECE]) == INCORRECT


@pytest.mark.parametrize("body", ["[]", "{", "null"])
def test_bodies_that_are_no_objects(media: Media, body: str) -> None:
    assert send(media.user, media, body) == INCORRECT


def test_a_request_in_progress_is_told_first(media: Media, queued: list[Any]) -> None:
    trim(media.user, media, segments=[PIECE])
    assert send(media.user, media, "{") == IN_PROGRESS


def test_trimming_can_be_off(media: Media, settings: Any) -> None:
    settings.ALLOW_VIDEO_TRIMMER = False
    refused = (400, {"success": False, "error": "Video trimming is not allowed"})
    assert trim(media.user, media, segments=[PIECE]) == refused


def test_strangers_are_sent_home(media: Media, bob: User) -> None:
    share(media, bob, "viewer")
    assert trim(bob, media, segments=[PIECE]) == (302, "/")
    assert trim(bob, Media(friendly_token="nope"), segments=[PIECE]) == (302, "/")


def test_other_sites_are_refused(media: Media) -> None:
    status, _ = send(media.user, media, {"segments": [PIECE]}, **{"Sec-Fetch-Site": "cross-site"})
    assert status == 403
    assert not VideoTrimRequest.objects.exists()


def test_there_is_no_autosave(media: Media) -> None:
    client = Client()
    client.force_login(media.user)
    assert client.post(f"/api/v1/media/{media.friendly_token}/save_trim").status_code == 404
