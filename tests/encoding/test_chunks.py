"""Long videos in pieces (spec/pipeline.md §9)."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from apps.encoding import probe, services
from apps.encoding.jobs.life import HOST
from apps.encoding.models import Encoding, Job
from apps.media.models import Media
from tests.encoding.conftest import Queue

Commit = Any


@pytest.fixture(autouse=True)
def _short_pieces(settings: Any) -> None:
    settings.VIDEO_CHUNKS_DURATION = 3


@pytest.fixture
def cut(video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit) -> Media:
    """`video` cut into two pieces, with pending chunk rows for 144 and 240 lines."""
    with django_capture_on_commit_callbacks(execute=True):
        assert services.chunkize(media=video, profiles=[23, 2, 3, 999])
    return video


def chunk_rows(profile: str = "h264-144") -> list[Encoding]:
    return list(Encoding.objects.filter(chunk=True, profile__name=profile).order_by("pk"))


def encode(encoding: Encoding, commit: Commit, **arguments: Any) -> bool:
    with commit(execute=True):
        return services.encode_run(encoding_id=encoding.pk, **arguments)


def pieces(media: Media) -> list[Path]:
    return sorted(Path(media.media_file.path).parent.glob("*.mkv"))


def test_a_video_is_cut_beside_its_original(cut: Media) -> None:
    names = [path.name for path in pieces(cut)]

    assert len(names) == 2
    assert {name[:3] for name in names} == {"00_", "01_"}
    assert all(name.endswith(f"_{cut.uid.hex}.clip.mp4.mkv") for name in names)


def test_every_piece_gets_a_row_per_profile_that_the_source_is_high_enough_for(cut: Media) -> None:
    info = {str(path): probe.md5sum(path) for path in pieces(cut)}

    for profile in ("h264-144", "h264-240"):
        rows = chunk_rows(profile)
        assert [(row.chunk_file_path, row.md5sum) for row in rows] == list(info.items())
        assert {row.chunks_info for row in rows} == {json.dumps(info)}
    assert Encoding.objects.count() == 4


def test_messages_name_the_piece_as_legacy_workers_expect(cut: Media, queue: Queue) -> None:
    first = chunk_rows()[0]

    assert queue.messages[0] == {
        "name": "encode_media",
        "args": [cut.friendly_token, 23, first.pk],
        "kwargs": {"force": True, "chunk": True, "chunk_file_path": first.chunk_file_path},
        "queue": "long_tasks",
        "priority": 0,
        "timelimit": [None, 7200],
    }
    assert len(queue.messages) == 4


def test_a_video_that_cannot_be_cut_is_encoded_whole(
    video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
) -> None:
    Path(video.media_file.path).write_bytes(b"garbage")

    with django_capture_on_commit_callbacks(execute=True):
        assert services.chunkize(media=video, profiles=[23, 2], force=False) is False

    assert list(Encoding.objects.order_by("pk").values_list("profile_id", "chunk")) == [
        (23, False),
        (2, False),
    ]
    assert [message["kwargs"] for message in queue.messages] == [{"force": False}] * 2
    assert pieces(video) == []


def test_finished_pieces_become_one_rendition(
    cut: Media, queue: Queue, media_root: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    for row in reversed(chunk_rows()):
        encode(row, django_capture_on_commit_callbacks)

    final = Encoding.objects.get(profile__name="h264-144")
    cut.refresh_from_db()
    assert (final.chunk, final.status, final.progress, final.commands) == (False, "success", 100, "")
    assert final.media_file.name == f"encoded/23/alice/{cut.uid.hex}.{cut.uid.hex}.clip.mp4.mp4"
    assert json.loads(final.worker) == {"workers": [HOST]}
    assert [path.name for path in (media_root / "encoded/23/alice").iterdir()] == [
        Path(final.media_file.name).name
    ]
    info = probe.probe(Path(final.media_file.path)).media_info
    assert info["video_duration"] == pytest.approx(6, abs=0.2)
    assert (cut.encoding_status, cut.listable) == ("success", True)
    assert len(queue.of("create_hls")) == 1
    assert len(pieces(cut)) == 2, "240 lines still need them"


def test_the_pieces_go_when_no_profile_needs_them(
    cut: Media, django_capture_on_commit_callbacks: Commit
) -> None:
    for row in [*chunk_rows(), *chunk_rows("h264-240")]:
        encode(row, django_capture_on_commit_callbacks)

    assert pieces(cut) == []
    assert set(Encoding.objects.values_list("profile__name", "chunk", "status")) == {
        ("h264-144", False, "success"),
        ("h264-240", False, "success"),
    }


def test_until_the_last_piece_the_media_stays_pending(
    cut: Media, django_capture_on_commit_callbacks: Commit
) -> None:
    encode(chunk_rows()[0], django_capture_on_commit_callbacks)

    cut.refresh_from_db()
    assert cut.encoding_status == "pending"
    assert [row.status for row in chunk_rows()] == ["success", "pending"]


def test_a_second_delivery_of_a_finished_piece_joins_what_a_dead_worker_left(
    cut: Media, django_capture_on_commit_callbacks: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker died between finishing the last row and joining."""
    first, last = chunk_rows()
    encode(first, django_capture_on_commit_callbacks)
    with monkeypatch.context() as patch:
        patch.setattr("apps.encoding.services.encode.chunk_finished", lambda _: None)
        encode(last, django_capture_on_commit_callbacks)
    assert [row.status for row in chunk_rows()] == ["success", "success"]

    assert encode(last, django_capture_on_commit_callbacks) is True

    assert Encoding.objects.get(profile__name="h264-144").chunk is False


def test_a_failing_piece_fails_the_profile_and_cleans_up(
    cut: Media, django_capture_on_commit_callbacks: Commit
) -> None:
    first, last = chunk_rows()
    encode(first, django_capture_on_commit_callbacks)
    Path(last.chunk_file_path).write_bytes(b"garbage")

    assert encode(last, django_capture_on_commit_callbacks) is False

    final = Encoding.objects.get(profile__name="h264-144")
    assert (final.chunk, final.status, final.progress) == (False, "fail", 100)
    assert "Invalid data found" in final.logs
    assert not Path(row_file(first)).exists()
    assert len(pieces(cut)) == 2, "240 lines still need them"


def row_file(encoding: Encoding) -> str:
    uid = encoding.media.uid.hex
    name = f"{uid}.{Path(encoding.chunk_file_path).name}.mp4"
    return str(Path(encoding.media_file.storage.location) / "encoded/23/alice" / name)


def test_a_piece_that_may_be_tried_again_does_not_fail_the_profile_yet(
    cut: Media, django_capture_on_commit_callbacks: Commit, settings: Any
) -> None:
    settings.JOB_ATTEMPTS = 2
    _, last = chunk_rows()
    Path(last.chunk_file_path).unlink()

    encode(last, django_capture_on_commit_callbacks)
    assert [row.status for row in chunk_rows()] == ["pending", "pending"]

    encode(last, django_capture_on_commit_callbacks)
    final = Encoding.objects.get(profile__name="h264-144")
    assert (final.status, final.job.reason) == ("fail", Job.Reason.SOURCE_MISSING)


def test_when_every_profile_fails_the_media_fails_and_nothing_is_left(
    cut: Media, django_capture_on_commit_callbacks: Commit
) -> None:
    for profile in ("h264-144", "h264-240"):
        row = chunk_rows(profile)[0]
        Path(row.chunk_file_path).write_bytes(b"garbage")
        encode(row, django_capture_on_commit_callbacks)

    cut.refresh_from_db()
    assert cut.encoding_status == "fail"
    assert pieces(cut) == []


def test_a_joined_file_that_does_not_play_is_a_failure_and_keeps_the_pieces(
    cut: Media, django_capture_on_commit_callbacks: Commit, settings: Any
) -> None:
    settings.JOB_ATTEMPTS = 1
    first, last = chunk_rows()
    encode(first, django_capture_on_commit_callbacks)
    finished = Encoding.objects.get(pk=first.pk)
    Path(finished.media_file.path).write_bytes(b"")

    encode(last, django_capture_on_commit_callbacks)

    final = Encoding.objects.get(profile__name="h264-144", chunk=False)
    assert (final.status, final.media_file.name) == ("fail", "")
    assert [row.status for row in chunk_rows()] == ["success", "success"]


def test_a_user_name_with_blanks_and_quotes_does_not_break_joining(
    stored: Callable[..., Media],
    profiles: None,
    queue: Queue,
    owner: Any,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    owner.username = "al ice's 50%d"
    owner.save()
    media = stored("clip.mp4")
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(media)
        assert services.chunkize(media=media, profiles=[23])

    for row in chunk_rows():
        encode(row, django_capture_on_commit_callbacks)

    final = Encoding.objects.get(profile__name="h264-144", chunk=False, status="success")
    assert probe.probe(Path(final.media_file.path)).video


def test_pieces_of_a_legacy_worker_on_a_linked_media_root_are_found(
    cut: Media, media_root: Path, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    """It stores their paths with symbolic links resolved."""
    link = tmp_path / "link"
    link.symlink_to(media_root)
    settings.MEDIA_ROOT = f"{link}/"

    for row in chunk_rows():
        encode(row, django_capture_on_commit_callbacks)

    assert Encoding.objects.get(profile__name="h264-144").status == "success"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queue")
def test_two_workers_that_finish_the_last_pieces_together_leave_one_rendition(
    video: Media, media_root: Path
) -> None:
    services.chunkize(media=video, profiles=[23])

    def work(encoding: Encoding) -> None:
        services.encode_run(encoding_id=encoding.pk)
        connection.close()

    threads = [threading.Thread(target=work, args=(row,)) for row in chunk_rows()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Encoding.objects.get().status == "success"
    assert len(list((media_root / "encoded/23/alice").iterdir())) == 1
    assert pieces(video) == []
