"""HLS of media (spec/pipeline.md §10)."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import m3u8
import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.db import connection

from apps.encoding import packaging, services
from apps.encoding.jobs import Lease, perform
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.models import Encoding, Job
from apps.media.models import Media
from tests.encoding.clips import Clips
from tests.encoding.conftest import Queue

pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def finished(pending: Callable[..., Encoding], clips: Clips) -> Callable[..., Encoding]:
    """A successful encoding of `video` with a file."""

    def create(profile_id: int, name: str = "clip.mp4") -> Encoding:
        encoding = pending(profile_id, status="success")
        encoding.media_file.save(name, ContentFile(clips.get(name).read_bytes()))
        return encoding

    return create


def variants(media: Media) -> list[tuple[int, int]]:
    master = m3u8.loads(Path(Media.objects.get(pk=media.pk).hls_file).read_text())
    return [playlist.stream_info.resolution for playlist in master.playlists]


def test_finished_h264_renditions_are_packaged_lowest_first(
    video: Media, finished: Callable[..., Encoding], pending: Callable[..., Encoding], media_root: Path
) -> None:
    finished(2, "clip.mp4")
    finished(23, "short.mp4")
    finished(21, "silent.mp4")
    pending(3)

    services.hls_create(media=video)

    video.refresh_from_db()
    assert video.hls_file == str(media_root / "hls" / video.uid.hex / "master.m3u8")
    assert variants(video) == [(160, 90), (320, 180)]


def test_the_time_of_the_last_edit_stays(video: Media, finished: Callable[..., Encoding]) -> None:
    finished(23)

    services.hls_create(media=video)

    assert Media.objects.get().edit_date == video.edit_date


def test_without_renditions_there_is_nothing_to_do(video: Media, media_root: Path) -> None:
    services.hls_create(media=video)

    video.refresh_from_db()
    assert video.hls_file == ""


def test_a_failing_packager_keeps_what_there_was(video: Media, finished: Callable[..., Encoding]) -> None:
    finished(23)
    services.hls_create(media=video)
    broken = finished(2)
    Path(broken.media_file.path).write_bytes(b"garbage")

    with pytest.raises(packaging.PackagingError):
        services.hls_create(media=video)

    assert variants(video) == [(320, 180)]


def test_while_one_builds_others_leave_and_it_is_built_once_more(
    video: Media, finished: Callable[..., Encoding], queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    """The other one asked because it had finished a rendition during the build."""
    finished(23, "short.mp4")

    def meanwhile(_: Lease) -> None:
        services.hls_create(media=video)
        finished(2, "clip.mp4")
        assert current_app.tasks["create_hls"].apply(args=[video.friendly_token]).get() is False

    with django_capture_on_commit_callbacks(execute=True):
        assert perform(Job.Kind.PACKAGE, video, meanwhile, video.friendly_token)
    assert variants(video) == [(160, 90)]

    assert queue.names() == ["create_hls"]
    assert current_app.tasks["create_hls"].apply(args=[video.friendly_token]).get() is True
    assert variants(video) == [(160, 90), (320, 180)]


def test_a_media_deleted_during_the_build_leaves_no_folder(
    video: Media, finished: Callable[..., Encoding], media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(23)
    publish = packaging.publish

    def meanwhile(renditions: list[Path], directory: Path) -> Path:
        master = publish(renditions, directory)
        Media.objects.all().delete()
        return master

    monkeypatch.setattr(packaging, "publish", meanwhile)

    services.hls_create(media=video)

    assert list((media_root / "hls").iterdir()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.django_db(transaction=True)
def test_locks_exclude_other_sessions_until_they_are_let_go() -> None:
    order: list[str] = []

    def wait() -> None:
        with wait_for_lock(Lock.HLS, 1):
            order.append("the other")
        connection.close()

    with wait_for_lock(Lock.HLS, 1):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()

    assert order == ["first", "the other"]


@pytest.mark.usefixtures("eager")
def test_an_upload_becomes_playable_from_end_to_end(
    stored: Callable[..., Media], profiles: None, django_capture_on_commit_callbacks: Any, media_root: Path
) -> None:
    media = stored("clip.mp4")
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(media)

    media.refresh_from_db()
    assert (media.encoding_status, media.listable) == ("success", True)
    assert sorted(Encoding.objects.values_list("profile__name", "status")) == [
        ("h264-144", "success"),
        ("h264-240", "success"),
        ("preview", "success"),
    ]
    assert Path(media.preview_file_path).is_file()
    assert Path(media.sprites.path).is_file()
    assert variants(media) == [(256, 144), (426, 240)]
