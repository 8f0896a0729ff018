"""Recordings of browsers become files in which players can seek (spec/pipeline.md §20, H1)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.encoding import probe, runner, services, tasks
from apps.encoding.jobs import WorkError, job_request
from apps.encoding.models import Job
from apps.encoding.services import repair
from apps.media.models import Media
from tests.encoding.clips import Clips
from tests.encoding.conftest import Queue

Store = Callable[..., Media]
pytestmark = pytest.mark.usefixtures("profiles", "queue")


@pytest.fixture
def recording(stored: Store) -> Media:
    """A recording without a duration, of 2 s, that has been looked at."""
    media = stored("recorded.webm")
    services.media_init(media)
    return media


def path_of(media: Media) -> Path:
    return Path(media.media_file.path)


def test_a_recording_gets_a_duration_in_its_place(recording: Media) -> None:
    path = path_of(recording)
    assert not probe.probe(path).states_duration

    assert tasks.recording_repair(recording.friendly_token)

    facts = probe.probe(path)
    assert facts.states_duration
    assert facts.audio
    assert facts.video
    assert facts.video.duration == pytest.approx(2, abs=0.2)
    media = Media.objects.get()
    info = json.loads(media.media_info)
    assert (info["filename"], info["file_size"]) == (str(path), path.stat().st_size)
    assert (media.md5sum, media.duration, media.video_height) == (None, 2, 90)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_sound_that_a_browser_recorded_is_repaired_too(stored: Store) -> None:
    media = stored("spoken.webm")
    services.media_init(media)
    assert not probe.probe(path_of(media)).states_duration

    assert services.recording_repair(media=media)

    assert probe.probe(path_of(media)).states_duration


@pytest.mark.parametrize(
    ("name", "queued"),
    [("recorded.webm", True), ("spoken.webm", True), ("clip.mkv", False), ("clip.mp4", False)],
)
def test_only_what_needs_it_is_queued(
    stored: Store, queue: Queue, django_capture_on_commit_callbacks: Any, name: str, queued: bool
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(stored(name))

    assert bool(queue.of("recording_repair")) == queued


def test_a_second_message_finds_nothing_to_do(recording: Media) -> None:
    services.recording_repair(media=recording)
    before = path_of(recording).read_bytes()

    assert not services.recording_repair(media=recording)
    assert path_of(recording).read_bytes() == before


def test_who_reads_the_recording_meanwhile_goes_on_reading_it(recording: Media) -> None:
    content = path_of(recording).read_bytes()

    with path_of(recording).open("rb") as reader:
        head = reader.read(1000)
        assert services.recording_repair(media=recording)
        assert head + reader.read() == content


def failing(*_: Any, **__: Any) -> None:
    raise runner.ProgramTimeoutError("too slow", program="ffmpeg")


def shorter(clips: Clips) -> Callable[..., None]:
    def write(command: list[str], **_: Any) -> None:
        Path(command[-1]).write_bytes(clips.get("short.webm").read_bytes())

    return write


def test_when_it_fails_the_recording_stays(recording: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    path, before = path_of(recording), path_of(recording).read_bytes()
    monkeypatch.setattr(runner, "run_ffmpeg", failing)

    with pytest.raises(runner.ProgramTimeoutError):
        services.recording_repair(media=recording)

    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_result_that_is_not_the_recording_is_thrown_away(
    recording: Media, clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path_of(recording).read_bytes()
    monkeypatch.setattr(runner, "run_ffmpeg", shorter(clips))
    monkeypatch.setattr(repair, "TOLERANCE", 0.5)

    with pytest.raises(WorkError, match="became"):
        services.recording_repair(media=recording)
    assert path_of(recording).read_bytes() == before


def test_a_repair_that_fails_is_a_job_that_fails_with_a_reason(
    recording: Media, monkeypatch: pytest.MonkeyPatch, settings: Any, queue: Queue
) -> None:
    settings.JOB_ATTEMPTS = 1
    job_request(Job.Kind.REPAIR, recording, recording.friendly_token)
    monkeypatch.setattr(runner, "run_ffmpeg", failing)

    assert not tasks.recording_repair(recording.friendly_token)

    job = Job.objects.get(kind=Job.Kind.REPAIR)
    assert (job.status, job.reason) == ("fail", "timeout")


def test_a_media_with_another_file_by_now_keeps_it(recording: Media) -> None:
    stale = Media.objects.get()
    Media.objects.update(media_file="original/user/alice/other.webm")
    before = path_of(recording).read_bytes()

    assert not services.recording_repair(media=stale)
    assert path_of(recording).read_bytes() == before
