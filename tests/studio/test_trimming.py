"""The tasks ``video_trim_task`` and ``post_trim_action`` (spec/pipeline.md §12)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from apps.encoding import cutting, probe
from apps.encoding.models import Encoding, FormerRendition
from apps.encoding.services import encode_run
from apps.media.models import Media
from apps.studio.models import VideoTrimRequest
from tests.encoding.clips import Clips
from tests.encoding.conftest import Queue
from tests.studio.cutting import (
    FIRST,
    H264_144,
    H264_240,
    LAST,
    MIDDLE,
    PREVIEW,
    VP9_240,
    Run,
    Trim,
    asked,
    files,
    rendition,
    seconds,
    time_code,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["video_trim_task", "post_trim_action"])
def test_queue_and_limit_are_the_legacy_ones_and_work_comes_again(name: str) -> None:
    task = current_app.tasks[name]

    assert (task.queue, task.soft_time_limit) == ("short_tasks", 600)
    assert (task.acks_late, task.reject_on_worker_lost) == (True, True)


@pytest.mark.parametrize(("name", "argument"), [("video_trim_task", 99), ("post_trim_action", "gone")])
def test_messages_for_what_is_gone_are_harmless(run: Run, name: str, argument: object) -> None:
    assert run(name, argument) is False


class TestReplace:
    """The media itself is cut."""

    def test_the_original_and_all_renditions_are_cut(
        self, film: Media, trim: Trim, queue: Queue, media_root: Path
    ) -> None:
        request = trim(film, MIDDLE)

        media = Media.objects.get()
        encodings = list(media.encodings.filter(status="success").order_by("-profile_id"))
        assert [row.profile_id for row in encodings] == [H264_144, H264_240]
        for name in (media.media_file.name, *(row.media_file.name for row in encodings)):
            assert seconds(str(name), media_root) == 2
        assert (media.duration, media.encoding_status, media.listable) == (2, "success", True)
        assert json.loads(media.media_info)["filename"] == media.media_file.path
        assert {row.size for row in encodings} <= {"0.0MB", "0.1MB"}
        assert request.status == "running"
        assert queue.of("post_trim_action")[0]["args"] == [film.friendly_token]

    def test_renditions_of_a_replaced_file_are_not_cut(self, film: Media, trim: Trim, queue: Queue) -> None:
        """They are not what the editor shows, and give way to renditions of the cut file."""
        FormerRendition.objects.bulk_create([FormerRendition(encoding=row) for row in film.encodings.all()])

        assert trim(film, MIDDLE).status == "running"

        assert {row.status for row in film.encodings.all()} == {"pending"}
        assert not FormerRendition.objects.exists()

    def test_former_files_are_gone_and_nothing_else_is_left(
        self, film: Media, trim: Trim, queue: Queue, media_root: Path
    ) -> None:
        trim(film, FIRST, LAST)

        media = Media.objects.get()
        used = {
            media.media_file.name,
            *media.encodings.exclude(media_file="").values_list("media_file", flat=True),
        }
        assert set(files(media_root)) == used
        assert all(media.uid.hex in str(name) for name in used)

    def test_several_segments_are_joined_in_their_order(
        self, film: Media, trim: Trim, queue: Queue, media_root: Path
    ) -> None:
        trim(film, LAST, FIRST)

        assert seconds(str(Media.objects.get().media_file), media_root) == pytest.approx(4, abs=0.3)

    def test_nothing_of_the_former_length_is_offered(self, film: Media, trim: Trim, queue: Queue) -> None:
        trim(film, MIDDLE)

        media = Media.objects.get()
        assert (media.hls_file, media.sprites.name, media.preview_file_path) == ("", "", "")
        assert [message["args"][1] for message in queue.of("encode_media")] == [PREVIEW]

    def test_webm_renditions_are_cut_as_well(
        self, film: Media, trim: Trim, queue: Queue, clips: Clips, media_root: Path
    ) -> None:
        webm = rendition(film, VP9_240, clips.get("recorded.webm").read_bytes(), "webm")

        trim(film, (0, 1))

        webm.refresh_from_db()
        assert seconds(str(webm.media_file), media_root) <= 1.1

    def test_a_rendition_that_cannot_be_cut_is_made_anew(self, film: Media, trim: Trim, queue: Queue) -> None:
        Path(film.encodings.get(profile_id=H264_144).media_file.path).write_bytes(b"garbage")

        assert trim(film, MIDDLE).status == "running"

        assert {message["args"][1] for message in queue.of("encode_media")} == {PREVIEW, H264_144}
        assert film.encodings.get(profile_id=H264_144).status == "pending"

    def test_encodes_at_work_are_given_up_and_made_anew(self, film: Media, trim: Trim, queue: Queue) -> None:
        old = film.encodings.get(profile_id=H264_240)
        Encoding.objects.filter(pk=old.pk).update(status="running", media_file="")
        Encoding.objects.create(
            media=film, profile_id=H264_240, chunk=True, chunks_info="{}", status="success"
        )

        trim(film, MIDDLE)

        fresh = film.encodings.get(profile_id=H264_240)
        assert (fresh.pk > old.pk, fresh.status, fresh.chunk) == (True, "pending", False)

    def test_another_trim_of_the_result(
        self, film: Media, trim: Trim, queue: Queue, media_root: Path
    ) -> None:
        length = len(str(Media.objects.get().media_file)) + len("_0000001")
        for _ in range(3):
            VideoTrimRequest.objects.update(status="success")
            trim(Media.objects.get(), (0, 4))

        name = str(Media.objects.get().media_file)
        assert (seconds(name, media_root), len(name)) == (4, length)

    def test_without_transcoding_nothing_is_encoded(
        self, stored: Callable[..., Media], profiles: None, trim: Trim, queue: Queue, settings: Any
    ) -> None:
        settings.DO_NOT_TRANSCODE_VIDEO = True
        media = stored("clip.mp4", media_type="video", duration=6, encoding_status="success")

        trim(media, MIDDLE)

        assert queue.names() == ["post_trim_action"]
        assert Media.objects.get().listable

    @pytest.mark.usefixtures("eager")
    def test_pictures_and_hls_follow_and_the_request_ends(
        self, film: Media, trim: Trim, media_root: Path
    ) -> None:
        request = trim(film, (0, 4))

        media = Media.objects.get()
        assert (request.status, media.duration) == ("success", 4)
        assert Path(media.hls_file).is_file()
        assert (media_root / str(media.thumbnail)).is_file()
        assert (media_root / str(media.poster)).is_file()
        assert Path(media.preview_file_path).is_file()
        segments = (Path(media.hls_file).parent / "media-1" / "stream.m3u8").read_text()
        assert segments.count("#EXTINF") == 1


class TestAudio:
    """Songs have no renditions."""

    def test_the_file_is_cut(self, song: Media, trim: Trim, run: Run, queue: Queue, media_root: Path) -> None:
        request = trim(song, (0, 1))
        assert run("post_trim_action", song.friendly_token)

        media = Media.objects.get()
        request.refresh_from_db()
        assert seconds(str(media.media_file), media_root) == pytest.approx(1, abs=0.1)
        assert (media.duration, media.encoding_status, request.status) == (1, "success", "success")
        assert queue.names() == ["post_trim_action", "waveform_create"]

    def test_segments_are_joined(self, song: Media, trim: Trim, queue: Queue, media_root: Path) -> None:
        trim(song, (0, 1), (1.0, 2))

        assert seconds(str(Media.objects.get().media_file), media_root) == pytest.approx(2, abs=0.2)


class TestCopies:
    """A copy is cut, and the media stays as it is."""

    @pytest.mark.parametrize("action", ["save_new", "create_segments"])
    def test_one_piece_becomes_a_new_media(
        self, film: Media, trim: Trim, queue: Queue, media_root: Path, action: str
    ) -> None:
        before = files(media_root)

        request = trim(film, MIDDLE, action=action)

        copy = Media.objects.exclude(pk=film.pk).get()
        assert (request.media, request.status) == (copy, "running")
        assert (copy.title, copy.duration, copy.listable) == ("clip.mp4 (Trimmed)", 2, True)
        encodings = copy.encodings.filter(status="success")
        assert sorted(encodings.values_list("profile_id", flat=True)) == [H264_240, H264_144]
        for name in (copy.media_file.name, *(row.media_file.name for row in encodings)):
            assert seconds(str(name), media_root) == 2
        assert (copy.hls_file, copy.sprites.name, copy.preview_file_path) == ("", "", "")
        after = files(media_root)
        assert before.items() <= after.items()
        assert len(after) == len(before) + 3, "the copied original and two renditions are all there is"
        assert [message["args"] for message in queue.of("post_trim_action")] == [[copy.friendly_token]]
        assert {message["args"][0] for message in queue.of("encode_media")} == {copy.friendly_token}

    def test_each_segment_becomes_a_new_media(
        self, film: Media, trim: Trim, queue: Queue, media_root: Path
    ) -> None:
        before = files(media_root)

        request = trim(film, FIRST, LAST, action="create_segments")

        copies = list(Media.objects.exclude(pk=film.pk).order_by("pk"))
        assert [copy.title for copy in copies] == ["clip.mp4 (Trimmed) 1", "clip.mp4 (Trimmed) 2"]
        assert [seconds(str(copy.media_file), media_root) for copy in copies] == [2, 2]
        assert (request.media, request.status) == (film, "success")
        for copy, piece in zip(copies, (FIRST, LAST), strict=True):
            (own,) = copy.trim_requests.all()
            assert (own.status, own.video_action, own.media_trim_style) == (
                "running",
                "create_segments",
                "no_encoding",
            )
            assert own.timestamps == [{"startTime": time_code(piece[0]), "endTime": time_code(piece[1])}]
        assert before.items() <= files(media_root).items()

    @pytest.mark.parametrize("pieces", [[MIDDLE], [FIRST, LAST]])
    def test_copies_of_private_media_are_private(
        self, film: Media, trim: Trim, queue: Queue, settings: Any, pieces: list[tuple[float, float]]
    ) -> None:
        settings.PORTAL_WORKFLOW = "public"
        Media.objects.update(state="private", listable=False)

        trim(film, *pieces, action="create_segments")

        assert set(Media.objects.values_list("state", "listable")) == {("private", False)}

    def test_a_media_made_private_while_it_is_cut(
        self, film: Media, trim: Trim, queue: Queue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cut = cutting.cut

        def meanwhile(*args: Any, **kwargs: Any) -> probe.Facts:
            Media.objects.update(state="private", listable=False)
            return cut(*args, **kwargs)

        monkeypatch.setattr(cutting, "cut", meanwhile)

        trim(film, MIDDLE, action="save_new")

        assert set(Media.objects.values_list("state", "listable")) == {("private", False)}

    def test_titles_are_cut_to_what_the_column_holds(self, film: Media, trim: Trim, queue: Queue) -> None:
        Media.objects.update(title="x" * 100)

        assert trim(film, MIDDLE, action="save_new").status == "running"

    def test_they_count_against_the_limit(self, film: Media, trim: Trim, queue: Queue, settings: Any) -> None:
        settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 2

        assert trim(film, FIRST, LAST, action="create_segments").status == "fail"
        assert Media.objects.count() == 1
        assert trim(film, FIRST, action="save_new").status == "running"


class TestAfterwards:
    """``post_trim_action``, and what a rendition that is finished does."""

    def test_the_first_running_request_ends(self, film: Media, run: Run, queue: Queue) -> None:
        requests = [asked(film, MIDDLE) for _ in range(2)]
        VideoTrimRequest.objects.update(status="running")

        assert run("post_trim_action", film.friendly_token) is True

        statuses = VideoTrimRequest.objects.order_by("pk").values_list("status", flat=True)
        assert (list(statuses), len(requests)) == (["success", "running"], 2)

    def test_facts_sizes_and_pictures_are_made_anew(self, film: Media, run: Run, queue: Queue) -> None:
        Media.objects.update(duration=99, size="9.9MB", md5sum="x", thumbnail_time=50)

        assert run("post_trim_action", film.friendly_token) is True

        media = Media.objects.get()
        assert (media.duration, media.encoding_status, media.listable) == (6, "success", True)
        assert media.md5sum is None, "the task of the sprite computes it"
        assert "9.9MB" not in {media.size, media.encodings.get(profile_id=H264_144).size}
        assert Path(media.thumbnail.path).is_file()
        assert queue.names() == ["produce_sprite_from_video", "create_hls", "waveform_create"]

    def test_an_unreadable_file_fails_the_request_and_the_media_keeps_its_facts(
        self, film: Media, run: Run, queue: Queue
    ) -> None:
        asked(film, MIDDLE)
        VideoTrimRequest.objects.update(status="running")
        Path(film.media_file.path).write_bytes(b"garbage")

        assert run("post_trim_action", film.friendly_token) is False

        assert VideoTrimRequest.objects.get().status == "fail"
        assert (Media.objects.get().media_type, Media.objects.get().duration) == ("video", 6)

    @pytest.mark.parametrize(("status", "left"), [("running", "success"), ("initial", "initial")])
    def test_a_rendition_that_is_finished_ends_a_running_request(
        self,
        film: Media,
        queue: Queue,
        django_capture_on_commit_callbacks: Any,
        status: str,
        left: str,
    ) -> None:
        asked(film, MIDDLE)
        VideoTrimRequest.objects.update(status=status)
        encoding = Encoding.objects.create(media=film, profile_id=H264_144)

        with django_capture_on_commit_callbacks(execute=True):
            assert encode_run(encoding_id=encoding.pk)

        assert VideoTrimRequest.objects.get().status == left
        assert ("post_trim_action" in queue.names()) == (status == "running")
