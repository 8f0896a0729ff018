"""One encode, from a pending row to a stored file (spec/pipeline.md §7)."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.encoding import probe, runner, services
from apps.encoding.jobs import StalledError, job_claim
from apps.encoding.jobs.life import HOST
from apps.encoding.models import Encoding, Job
from apps.encoding.services import claims
from apps.media.models import Media
from apps.users.models import User
from tests.encoding.conftest import Queue

pytestmark = pytest.mark.usefixtures("queue")

Pending = Callable[..., Encoding]


def run(encoding: Encoding, commit: Any, **arguments: Any) -> bool:
    """Encode a row as the task does."""
    with commit(execute=True):
        return services.encode_run(encoding_id=encoding.pk, **arguments)


def row(encoding: Encoding) -> Encoding:
    return Encoding.objects.get(pk=encoding.pk)


def test_a_rendition_is_stored_under_the_legacy_name(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any
) -> None:
    assert run(pending(), django_capture_on_commit_callbacks, message_id="task-1")

    encoding = Encoding.objects.get()
    uid = video.uid.hex
    assert encoding.media_file.name == f"encoded/23/alice/{uid}.{uid}.clip.mp4.mp4"
    assert (encoding.status, encoding.progress, encoding.worker) == ("success", 100, HOST)
    assert (encoding.task_id, encoding.retries) == ("task-1", 0)
    assert encoding.size == f"{round(Path(encoding.media_file.path).stat().st_size / 1e6, 1)}MB"
    assert encoding.total_run_time >= 0
    facts = probe.probe(Path(encoding.media_file.path)).media_info
    assert (facts["video_width"], facts["video_height"]) == (256, 144)


def test_the_row_keeps_the_legacy_command_and_the_end_of_the_log(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any, ffmpeg_command: str
) -> None:
    run(pending(), django_capture_on_commit_callbacks)

    encoding = Encoding.objects.get()
    assert encoding.commands.startswith(
        f"[['{ffmpeg_command}', '-y', '-i', '{video.media_file.path}', '-c:v',"
    )
    assert encoding.commands.endswith(f"'-strict', '-2', '{encoding.temp_file}']]")
    assert "whitelist" not in encoding.commands
    assert 0 < len(encoding.logs) <= 510


def test_a_short_source_is_encoded_in_two_passes(
    stored: Callable[..., Media], profiles: None, django_capture_on_commit_callbacks: Any
) -> None:
    media = stored("short.mp4")
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(media)
    encoding = Encoding.objects.get(profile__name="h264-144")

    assert run(encoding, django_capture_on_commit_callbacks)

    assert row(encoding).commands.count("-passlogfile") == 2


@pytest.mark.parametrize("profile_id", [20, 21])
def test_other_codecs_encode_as_well(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any, profile_id: int
) -> None:
    encoding = pending(profile_id)

    assert run(encoding, django_capture_on_commit_callbacks)

    assert row(encoding).media_file.name.endswith({20: ".clip.mp4.webm", 21: ".clip.mp4.mp4"}[profile_id])


def test_the_first_rendition_makes_the_media_listable(
    pending: Pending, video: Media, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    pending(2)

    run(pending(), django_capture_on_commit_callbacks)

    video.refresh_from_db()
    owner.refresh_from_db()
    assert (video.encoding_status, video.listable, owner.media_count) == ("success", True, 1)


def test_a_media_made_private_during_the_encode_does_not_become_listable(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    playable = probe.is_playable

    def made_private(path: Path) -> bool:
        Media.objects.update(state="private")
        return playable(path)

    monkeypatch.setattr(probe, "is_playable", made_private)

    run(pending(), django_capture_on_commit_callbacks)

    video.refresh_from_db()
    assert (video.state, video.encoding_status, video.listable) == ("private", "success", False)


def test_hls_is_asked_for_with_the_first_h264_rendition_and_with_the_last(
    pending: Pending, video: Media, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    rows = [pending(profile) for profile in (21, 23, 2, 1)]
    asked = []
    for encoding in rows:
        Job.objects.filter(kind=Job.Kind.PACKAGE).update(status="success")
        run(encoding, django_capture_on_commit_callbacks)
        asked.append(len(queue.of("create_hls")))
        if asked[-1]:
            Media.objects.filter(pk=video.pk).update(hls_file="/media/hls/master.m3u8")

    assert asked == [0, 1, 2, 2]


def test_the_preview_is_named_with_the_uid_and_known_to_the_media(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any
) -> None:
    encoding = pending(1)

    assert run(encoding, django_capture_on_commit_callbacks)

    encoding = row(encoding)
    video.refresh_from_db()
    name = Path(encoding.media_file.name)
    assert str(name.parent) == "encoded/1/alice"
    assert name.name.startswith(f"{video.uid.hex}.tmp")
    assert name.suffix == ".gif"
    assert (encoding.progress, encoding.total_run_time) == (0, 0)
    assert video.preview_file_path == encoding.media_file.path


def test_a_finished_preview_does_not_make_a_waiting_video_fail(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any
) -> None:
    pending(23)

    run(pending(1), django_capture_on_commit_callbacks)

    video.refresh_from_db()
    assert video.encoding_status == "pending"


def test_a_video_too_short_for_a_preview_fails_it_with_a_reason(
    stored: Callable[..., Media], profiles: None, django_capture_on_commit_callbacks: Any
) -> None:
    encoding = Encoding.objects.create(media=stored("silent.mp4"), profile_id=1)

    assert run(encoding, django_capture_on_commit_callbacks) is False

    assert row(encoding).status == "fail"
    assert "third second" in row(encoding).logs


def test_a_row_that_is_gone_is_nothing_to_do(profiles: None) -> None:
    assert services.encode_run(encoding_id=12345) is False


def test_a_second_delivery_of_a_finished_encode_changes_nothing(
    pending: Pending, video: Media, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    encoding = pending()
    run(encoding, django_capture_on_commit_callbacks, message_id="task-1")
    before = Encoding.objects.values().get()

    assert run(encoding, django_capture_on_commit_callbacks, message_id="task-1") is True

    assert Encoding.objects.values().get() == before
    assert len(list((media_root / "encoded" / "23" / "alice").iterdir())) == 1


def test_a_row_at_work_elsewhere_is_left_alone(pending: Pending) -> None:
    encoding = pending(status="running", worker="localhost")

    assert services.encode_run(encoding_id=encoding.pk, message_id="task-2") is False
    assert services.encode_run(encoding_id=encoding.pk) is False
    assert row(encoding).status == "running"


def test_a_row_whose_process_is_gone_is_taken_over_at_once(
    pending: Pending, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """The process that had it was killed, and left its temporary folder."""
    abandoned = media_root.parent / "tmp" / "tmpdead"
    abandoned.mkdir()
    (abandoned / "half.mp4").touch()
    encoding = pending(status="running", temp_file=str(abandoned / "half.mp4"))
    job_claim(Job.Kind.ENCODE, encoding.media, encoding=encoding)
    Job.objects.update(worker=f"{HOST}|1|0.00")

    assert run(encoding, django_capture_on_commit_callbacks)

    assert row(encoding).status == "success"
    assert row(encoding).retries == 1
    assert not abandoned.exists()


def test_a_row_at_work_in_a_living_process_is_left_alone(pending: Pending) -> None:
    encoding = pending(status="running")
    job_claim(Job.Kind.ENCODE, encoding.media, encoding=encoding)

    assert services.encode_run(encoding_id=encoding.pk) is False
    assert row(encoding).status == "running"


def test_a_row_that_fell_silent_is_taken_over(
    pending: Pending, django_capture_on_commit_callbacks: Any
) -> None:
    encoding = pending(status="running", worker="localhost")
    Encoding.objects.update(update_date=timezone.now() - timedelta(hours=25))

    assert run(encoding, django_capture_on_commit_callbacks, message_id="task-2")


def test_without_force_a_row_that_is_not_needed_goes(pending: Pending) -> None:
    kept, unneeded = pending(status="success"), pending()

    assert services.encode_run(encoding_id=unneeded.pk, force=False) is False

    assert list(Encoding.objects.values_list("pk", flat=True)) == [kept.pk]


def test_a_forced_encode_replaces_the_old_rendition_only_when_it_is_done(
    pending: Pending, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    old = pending()
    run(old, django_capture_on_commit_callbacks)
    old_file = Path(row(old).media_file.path)
    new = pending()
    assert old_file.exists()

    run(new, django_capture_on_commit_callbacks)

    assert list(Encoding.objects.values_list("pk", flat=True)) == [new.pk]
    assert not old_file.exists()
    assert Path(row(new).media_file.path).exists()


def test_a_failing_forced_encode_leaves_the_old_rendition(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any
) -> None:
    old = pending()
    run(old, django_capture_on_commit_callbacks)
    Path(video.media_file.path).write_bytes(b"garbage")
    new = pending()

    assert run(new, django_capture_on_commit_callbacks) is False

    video.refresh_from_db()
    assert (row(old).status, row(new).status, video.encoding_status) == ("success", "fail", "success")
    assert Path(row(old).media_file.path).exists()


def test_a_waiting_older_encode_goes_when_a_newer_one_is_done(
    pending: Pending, django_capture_on_commit_callbacks: Any
) -> None:
    old, new = pending(), pending()

    run(new, django_capture_on_commit_callbacks)

    assert run(old, django_capture_on_commit_callbacks) is False
    assert list(Encoding.objects.values_list("pk", flat=True)) == [new.pk]


def test_a_slower_older_encode_does_not_replace_a_newer_one(
    pending: Pending, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    new = pending(pk=1000)
    run(new, django_capture_on_commit_callbacks)
    old = pending(pk=999)

    assert run(old, django_capture_on_commit_callbacks) is False

    assert list(Encoding.objects.values_list("pk", flat=True)) == [new.pk]
    assert len(list((media_root / "encoded" / "23" / "alice").iterdir())) == 1


def test_a_broken_source_fails_for_good_with_its_log(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any
) -> None:
    Path(video.media_file.path).write_bytes(b"garbage")
    encoding = pending()

    assert run(encoding, django_capture_on_commit_callbacks) is False

    encoding = row(encoding)
    video.refresh_from_db()
    assert (encoding.status, encoding.progress) == ("fail", 100)
    assert "Invalid data found" in encoding.logs
    assert (video.encoding_status, video.listable) == ("fail", False)


def test_a_missing_source_is_tried_again_and_fails_in_the_end(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.JOB_ATTEMPTS = 2
    Path(video.media_file.path).unlink()
    encoding = pending()

    run(encoding, django_capture_on_commit_callbacks)
    assert (row(encoding).status, row(encoding).progress) == ("pending", 0)

    run(encoding, django_capture_on_commit_callbacks)
    assert (row(encoding).status, row(encoding).progress, row(encoding).retries) == ("fail", 0, 1)
    assert "No such file" in row(encoding).logs
    assert Job.objects.get(encoding=encoding).reason == Job.Reason.SOURCE_MISSING


def test_a_missing_ffmpeg_is_named_in_the_log(
    pending: Pending, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.FFMPEG_COMMAND = "no-ffmpeg"
    encoding = pending()

    run(encoding, django_capture_on_commit_callbacks)

    assert (row(encoding).status, row(encoding).logs) == ("fail", "no-ffmpeg is not installed")
    assert Job.objects.get(encoding=encoding).reason == Job.Reason.PROGRAM_MISSING


def test_the_time_limit_fails_an_encode(
    pending: Pending, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def too_slow(*_: object, **__: object) -> None:
        raise runner.ProgramTimeoutError("ffmpeg did not end in time", program="ffmpeg")

    monkeypatch.setattr(runner, "run_ffmpeg", too_slow)
    encoding = pending()

    settings.JOB_ATTEMPTS = 1
    run(encoding, django_capture_on_commit_callbacks)

    assert (row(encoding).status, row(encoding).logs) == ("fail", "ffmpeg did not end in time")
    assert Job.objects.get(encoding=encoding).reason == Job.Reason.TIMEOUT


def test_a_profile_without_a_command_fails_with_a_reason(
    pending: Pending, django_capture_on_commit_callbacks: Any
) -> None:
    encoding = pending(7)

    assert run(encoding, django_capture_on_commit_callbacks) is False

    assert (row(encoding).status, row(encoding).logs) == ("fail", "the source has 180 lines, fewer than 1080")


@pytest.mark.parametrize("info", ["", "{}", "[]", "not json"])
def test_a_media_that_was_never_probed_fails_cleanly(
    pending: Pending, video: Media, django_capture_on_commit_callbacks: Any, info: str
) -> None:
    Media.objects.update(media_info=info)
    encoding = pending()

    assert run(encoding, django_capture_on_commit_callbacks) is False

    assert row(encoding).status == "fail"


def test_a_source_outside_the_media_root_is_not_read(
    pending: Pending, django_capture_on_commit_callbacks: Any
) -> None:
    encoding = pending(chunk=True, chunk_file_path="/etc/passwd", chunks_info="{}")

    assert run(encoding, django_capture_on_commit_callbacks) is False

    assert not Encoding.objects.filter(status__in=("pending", "running")).exists()
    assert "outside the media root" in Encoding.objects.get(chunk=False).logs


def test_a_row_deleted_during_the_encode_is_not_stored_again(
    pending: Pending,
    video: Media,
    media_root: Path,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    playable = probe.is_playable

    def deleted(path: Path) -> bool:
        Encoding.objects.all().delete()
        return playable(path)

    monkeypatch.setattr(probe, "is_playable", deleted)

    assert run(pending(), django_capture_on_commit_callbacks) is False

    assert not Encoding.objects.exists()
    assert list((media_root / "encoded" / "23" / "alice").iterdir()) == []


@pytest.fixture
def claim(pending: Pending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> claims.Claim:
    """A claim on a pending row of a 6 s video, whose progress is saved at once."""
    monkeypatch.setattr(claims, "PROGRESS_INTERVAL", 0)
    return claims.encodings_claim(pending().pk, tmp_path, force=True, message_id="")[0]


def test_the_heartbeat_saves_progress_speed_and_what_is_left(claim: claims.Claim) -> None:
    beat = claims.Heartbeat([claim], duration=6.0)

    beat(runner.Progress(seconds=1.5, speed=1.5))

    job = Job.objects.get()
    assert row(claim.encoding).progress == 25
    assert (job.progress, job.speed, job.seconds_left) == (25, 1.5, 3)
    assert job.lease_until > timezone.now()

    beat(runner.Progress(seconds=66.0, speed=1.0))
    assert row(claim.encoding).progress == 99


def test_the_heartbeat_ends_an_encode_whose_row_is_gone(claim: claims.Claim) -> None:
    beat = claims.Heartbeat([claim], duration=6.0)
    Encoding.objects.all().delete()

    with pytest.raises(runner.CancelledError):
        beat(runner.Progress(seconds=2.0, speed=1.0))


def test_the_heartbeat_ends_an_encode_that_another_run_has_taken_over(claim: claims.Claim) -> None:
    beat = claims.Heartbeat([claim], duration=6.0)
    Job.objects.update(holder="theirs")

    with pytest.raises(runner.CancelledError):
        beat(runner.Progress(seconds=1.0, speed=1.0))


def test_the_heartbeat_ends_an_encode_that_stands_still(claim: claims.Claim, settings: Any) -> None:
    settings.ENCODE_STALL_SECONDS = 0
    beat = claims.Heartbeat([claim], duration=6.0)

    with pytest.raises(StalledError):
        beat(runner.Progress(seconds=0.0, speed=None))


def test_nothing_temporary_is_left(
    pending: Pending,
    video: Media,
    temporary_files: Callable[[], list[Path]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    run(pending(), django_capture_on_commit_callbacks)
    Path(video.media_file.path).write_bytes(b"garbage")
    run(pending(2), django_capture_on_commit_callbacks)

    assert temporary_files() == []


def test_deleting_encodings_removes_their_files_on_commit(
    pending: Pending, video: Media, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    for profile in (23, 1):
        run(pending(profile), django_capture_on_commit_callbacks)

    with django_capture_on_commit_callbacks(execute=True):
        services.encodings_delete(media=video)
        assert [path for path in (media_root / "encoded").rglob("*") if path.is_file()]

    assert not [path for path in (media_root / "encoded").rglob("*") if path.is_file()]
    video.refresh_from_db()
    assert (video.encoding_status, video.listable, video.preview_file_path) == ("pending", False, "")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], "pending"),
        (["pending", "fail"], "pending"),
        (["pending", "running"], "running"),
        (["fail", "running"], "running"),
        (["fail", "success", "pending"], "success"),
        (["fail", "fail"], "fail"),
    ],
)
def test_the_status_of_a_media_follows_from_its_renditions(
    pending: Pending, video: Media, statuses: list[str], expected: str
) -> None:
    pending(1, status="success")
    pending(7, status="success", chunk=True)
    for profile, status in zip((23, 2, 3), statuses, strict=False):
        pending(profile, status=status)

    services.media_status_refresh(media_id=video.pk)

    video.refresh_from_db()
    assert video.encoding_status == expected


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_encode_once(pending: Pending, media_root: Path) -> None:
    encoding = pending()
    answers: list[bool] = []

    def work(task_id: str) -> None:
        answers.append(services.encode_run(encoding_id=encoding.pk, message_id=task_id))
        connection.close()

    threads = [threading.Thread(target=work, args=(f"task-{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(True) >= 1
    assert row(encoding).status == "success"
    assert len(list((media_root / "encoded" / "23" / "alice").iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_deleting_a_media_ends_its_encode(
    pending: Pending, video: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encode is slowed down to the speed of the film, so that it is at work when the row goes."""
    monkeypatch.setattr(claims, "PROGRESS_INTERVAL", 0.2)
    run_ffmpeg = runner.run_ffmpeg
    monkeypatch.setattr(
        runner,
        "run_ffmpeg",
        lambda command, **options: run_ffmpeg([command[0], "-re", *command[1:]], **options),
    )
    encoding = pending()
    uid = video.uid.hex.encode()
    answers: list[bool] = []

    def work() -> None:
        answers.append(services.encode_run(encoding_id=encoding.pk))
        connection.close()

    started = time.monotonic()
    thread = threading.Thread(target=work)
    thread.start()
    while row(encoding).status != "running":
        time.sleep(0.02)
    Media.objects.all().delete()
    thread.join()

    assert answers == [False]
    assert time.monotonic() - started < 5
    assert not Encoding.objects.exists()
    assert not [path for path in Path("/proc").glob("[0-9]*/cmdline") if uid in path.read_bytes()]
