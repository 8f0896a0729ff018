"""A media that is given another file is shown as it was until the renditions of that are complete."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import m3u8
import pytest
from celery import current_app
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import override_settings

from apps.encoding import packaging, selectors, services
from apps.encoding.models import Encoding, FormerRendition, Job
from apps.integrity.check import check
from apps.media import representations
from apps.media.bulk.copy import media_copy
from apps.media.models import Media
from apps.media.selectors.detail import media_detail, media_for_viewer
from apps.media.services import media_delete
from apps.media.services.replacing import media_replace
from tests.encoding.clips import Clips
from tests.encoding.conftest import Queue

PREVIEW, H264_144, H264_240 = 1, 23, 2
Finish = Callable[..., None]
Replace = Callable[..., Media]


@pytest.fixture
def film(video: Media, clips: Clips, queue: Queue, empty_cache: None) -> Media:
    """A listed public film of 6 s with two renditions, a preview and HLS."""
    content = {PREVIEW: b"GIF89a", H264_144: clips.get("clip.mp4").read_bytes()}
    for profile_id in (PREVIEW, H264_144, H264_240):
        row = Encoding.objects.create(media=video, profile_id=profile_id, status="success", progress=100)
        row.media_file.save("old.mp4", ContentFile(content.get(profile_id, content[H264_144])))
    services.media_status_refresh(media_id=video.pk)
    services.hls_create(media=video)
    video.refresh_from_db()
    assert video.listable
    return video


@pytest.fixture
def replace(clips: Clips, django_capture_on_commit_callbacks: Any) -> Replace:
    """Give a media another file: one of 2 s if none is named."""

    def call(media: Media, name: str = "silent.mp4") -> Media:
        upload = SimpleUploadedFile(f"new-{name}", clips.get(name).read_bytes())
        with django_capture_on_commit_callbacks(execute=True):
            return media_replace(media=media, new_file=upload)

    return call


@pytest.fixture
def finish(queue: Queue, django_capture_on_commit_callbacks: Any) -> Finish:
    """Do what is queued and what that queues: `finish("media_init")` no more than these tasks."""

    def call(*names: str) -> None:
        while waiting := [one for one in queue.messages if not names or one["name"] in names]:
            message = waiting[0]
            queue.messages.remove(message)
            with django_capture_on_commit_callbacks(execute=True):
                current_app.tasks[message["name"]].apply(args=message["args"], kwargs=message["kwargs"])

    return call


def listed(media: Media) -> dict[str, Any]:
    """Finished renditions that the API tells viewers of, by their resolution."""
    found, _ = media_for_viewer(media.friendly_token, AnonymousUser())
    assert found
    info = representations.encodings_info(media_detail(found, AnonymousUser()))
    return {lines: one["h264"]["url"] for lines, one in info.items() if "h264" in one}


def streamed(media: Media) -> int:
    """Seconds of what HLS plays."""
    master = Path(Media.objects.get(pk=media.pk).hls_file)
    playlist = m3u8.loads(master.read_text()).playlists[0]
    segments = m3u8.loads((master.parent / playlist.uri).read_text()).segments
    return round(sum(segment.duration for segment in segments))


def test_the_film_is_shown_as_it_was(film: Media, replace: Replace, finish: Finish) -> None:
    before = listed(film)
    assert sorted(before) == ["144", "240"]

    replace(film)
    assert (listed(film), streamed(film)) == (before, 6)
    finish("media_init")
    assert (listed(film), streamed(film)) == (before, 6)

    film.refresh_from_db()
    assert (film.encoding_status, film.listable, film.duration) == ("success", True, 2)
    assert Path(film.preview_file_path).is_file()
    assert all(Path(row.media_file.path).is_file() for row in selectors.former(film))


def test_a_first_finished_rendition_changes_nothing_for_viewers(
    film: Media, replace: Replace, finish: Finish, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    before = listed(film)
    replace(film)
    finish("media_init")
    first = film.encodings.filter(former=None, profile=H264_144).get()

    with django_capture_on_commit_callbacks(execute=True):
        assert services.encode_run(encoding_id=first.pk)
    services.hls_create(media=film)

    assert not queue.of("create_hls")
    assert (listed(film), streamed(film)) == (before, 6)


def test_complete_renditions_take_the_place_of_the_former_ones(
    film: Media, replace: Replace, finish: Finish
) -> None:
    files = [Path(row.media_file.path) for row in film.encodings.all()]
    before = listed(film)
    replace(film)

    finish("media_init", "encode_media")
    assert (listed(film), streamed(film)) == (before, 6)
    finish()

    assert sorted(listed(film)) == ["144", "240"]
    assert not set(listed(film).values()) & set(before.values())
    assert streamed(film) == 2
    assert not FormerRendition.objects.exists()
    assert not any(path.exists() for path in files)
    film.refresh_from_db()
    assert film.preview_file_path == ""  # there is none of so short a film


def test_all_is_well_at_each_step(film: Media, replace: Replace, finish: Finish) -> None:
    """``media_check`` knows what waits."""
    queued = {"thumbnail-missing", "sprite-missing", "former-original", "waveform-absent"}

    def wrong() -> set[str]:
        return {finding.code.label for finding in check(grace=timedelta())} - queued

    assert wrong() == set()
    replace(film)
    assert wrong() == set()
    finish("media_init", "encode_media")
    assert wrong() == set()
    finish()
    assert wrong() == set()


def test_pieces_of_a_long_video_are_waited_for(
    film: Media, replace: Replace, finish: Finish, settings: Any
) -> None:
    settings.CHUNKIZE_VIDEO_DURATION, settings.VIDEO_CHUNKS_DURATION = 4, 3
    before = listed(film)
    replace(film, "clip.mp4")
    finish("media_init", "chunkize_media")

    pieces = film.encodings.filter(chunk=True, profile=H264_144)
    assert pieces.count() == 2
    assert (listed(film), selectors.under_way(film)) == (before, True)
    finish()

    assert not set(listed(film).values()) & set(before.values())
    assert not FormerRendition.objects.exists()


def test_pieces_of_the_former_file_are_not_joined_any_more(
    film: Media, replace: Replace, finish: Finish, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were being joined when the file was replaced."""
    settings.VIDEO_CHUNKS_DURATION = 3
    services.chunkize(media=film, profiles=[H264_240])
    join = services.chunks._write_joined

    def meanwhile(*args: Any) -> None:
        join(*args)
        replace(film)

    monkeypatch.setattr("apps.encoding.services.chunks._write_joined", meanwhile)
    for row in film.encodings.filter(chunk=True).order_by("pk"):
        services.encode_run(encoding_id=row.pk)

    assert list(film.encodings.filter(former=None)) == []


@pytest.mark.parametrize("name", ["cover.png", "tone.mp3", "paper.pdf"])
def test_a_file_that_is_no_video_ends_the_former_film(
    film: Media, replace: Replace, finish: Finish, name: str
) -> None:
    folder = Path(film.hls_file).parent
    replace(film, name)
    assert folder.exists()

    finish("media_init")

    film.refresh_from_db()
    assert (film.hls_file, film.encodings.count(), folder.exists()) == ("", 0, False)


def test_nothing_is_kept_where_originals_are_played(film: Media, replace: Replace, settings: Any) -> None:
    settings.DO_NOT_TRANSCODE_VIDEO = True
    folder = Path(film.hls_file).parent

    replace(film)

    film.refresh_from_db()
    assert (film.hls_file, film.preview_file_path, film.encodings.count()) == ("", "", 0)
    assert not folder.exists()


def test_a_film_without_renditions_waits_as_an_upload_does(
    video: Media, replace: Replace, queue: Queue, empty_cache: None
) -> None:
    Encoding.objects.create(media=video, profile_id=H264_144)

    replace(video)

    video.refresh_from_db()
    assert (video.encoding_status, video.encodings.count()) == ("pending", 0)


def test_a_second_file_leaves_the_first_film(film: Media, replace: Replace, finish: Finish) -> None:
    before = listed(film)
    replace(film)
    finish("media_init", "encode_media")

    replace(film, "short.mp4")
    finish("create_hls")
    assert (listed(film), streamed(film)) == (before, 6)
    finish()

    assert streamed(film) == 1
    assert not FormerRendition.objects.exists()


def test_a_file_that_comes_while_hls_is_built_ends_in_its_own_hls(
    film: Media, replace: Replace, finish: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(film)
    finish("media_init", "encode_media")
    publish = packaging.publish

    def meanwhile(renditions: list[Path], directory: Path) -> Path:
        monkeypatch.setattr(packaging, "publish", publish)
        replace(film, "short.mp4")
        return publish([path for path in renditions if path.exists()] or [previous], directory)

    previous = Path(film.encodings.filter(former__isnull=False, profile=H264_144).get().media_file.path)
    monkeypatch.setattr(packaging, "publish", meanwhile)

    finish()

    assert streamed(film) == 1
    assert not FormerRendition.objects.exists()


def test_renditions_that_fail_of_the_file_end_the_former_film(
    film: Media, replace: Replace, finish: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(film.hls_file).parent
    replace(film)
    finish("media_init")
    monkeypatch.setattr("apps.encoding.services.encode.probe.is_playable", lambda _: False)

    finish("encode_media")

    film.refresh_from_db()
    assert (film.encoding_status, film.hls_file, film.listable) == ("fail", "", False)
    assert not folder.exists()
    assert not FormerRendition.objects.exists()


def test_renditions_that_fail_of_the_portal_leave_the_former_film_until_they_are_tried_again(
    film: Media, replace: Replace, finish: Finish, django_capture_on_commit_callbacks: Any
) -> None:
    before = listed(film)
    replace(film)
    finish("media_init")

    with override_settings(FFMPEG_COMMAND="/nonexistent/ffmpeg", JOB_ATTEMPTS=1):
        finish("encode_media")
    services.former_settle_all()

    assert (listed(film), streamed(film)) == (before, 6)
    assert "former-rendition" in {finding.code.label for finding in check(repair=True)}
    assert FormerRendition.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        services.media_retry(media=film)
    finish()
    assert streamed(film) == 2
    assert not FormerRendition.objects.exists()


def test_hls_that_cannot_be_built_does_not_keep_the_former_film(
    film: Media, replace: Replace, finish: Finish, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_ATTEMPTS = 1
    before = listed(film)
    replace(film)
    finish("media_init", "encode_media")

    def fail(*_: object) -> Path:
        raise packaging.PackagingError("broken")

    monkeypatch.setattr(packaging, "publish", fail)
    finish("create_hls")

    film.refresh_from_db()
    assert film.hls_file == ""
    assert not set(listed(film).values()) & set(before.values())


def test_what_was_left_over_is_settled_by_the_watchman(
    film: Media, replace: Replace, finish: Finish, queue: Queue
) -> None:
    """As when a profile was switched off meanwhile: nothing ends that could settle it."""
    replace(film)
    Job.objects.filter(media=film, kind="init").update(status="success")
    assert "former-rendition" in {finding.code.label for finding in check(grace=timedelta())}

    current_app.tasks["check_pending_states"].apply()

    assert not FormerRendition.objects.exists()


def test_a_copy_is_of_the_new_file_alone(
    film: Media, replace: Replace, finish: Finish, django_capture_on_commit_callbacks: Any
) -> None:
    replace(film)
    finish("media_init")
    film.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        copy = media_copy(media=film)

    assert copy
    assert (copy.hls_file, copy.encoding_status, copy.listable) == ("", "pending", False)
    finish()
    assert (streamed(copy), streamed(film)) == (2, 2)


def test_renditions_of_former_files_count_neither_as_missing_nor_as_twice(
    film: Media, replace: Replace, finish: Finish, queue: Queue
) -> None:
    replace(film)

    assert services.missing_renditions_encode() == 0
    finish("media_init")
    assert film.encodings.filter(former=None).count() == 3


def test_deleting_leaves_nothing(
    film: Media, replace: Replace, finish: Finish, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    replace(film)
    finish("media_init")

    with django_capture_on_commit_callbacks(execute=True):
        media_delete(media=Media.objects.get(pk=film.pk))

    assert not FormerRendition.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


def test_a_legacy_server_deletes_encodings_without_knowing_of_former_ones(
    film: Media, replace: Replace
) -> None:
    replace(film)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM files_encoding WHERE media_id = %s", [film.pk])

    assert not FormerRendition.objects.exists()
