"""What becomes of trim requests that fail, of dead workers, and of messages that come again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from apps.encoding import cutting, probe
from apps.media.models import Media
from apps.studio.models import VideoTrimRequest
from tests.bulk.parallel import in_parallel
from tests.encoding.conftest import Queue
from tests.studio.cutting import (
    FIRST,
    LAST,
    MIDDLE,
    Run,
    Trim,
    asked,
    failing,
    files,
    seconds,
)

pytestmark = pytest.mark.django_db


class TestFailures:
    """The request fails with a reason, and no file changes."""

    @pytest.fixture(autouse=True)
    def _nothing_changes(self, film: Media, queue: Queue, media_root: Path, settings: Any) -> Iterator[None]:
        settings.JOB_ATTEMPTS = 1
        before, row = files(media_root), Media.objects.filter(pk=film.pk).values()[0]
        yield
        assert files(media_root) == before
        assert list(Media.objects.values()) == [row]
        assert film.encodings.filter(status="success").count() == 3
        assert queue.messages == []
        assert VideoTrimRequest.objects.get().status == "fail"

    @pytest.mark.parametrize(
        "timestamps",
        [
            {},
            [],
            "x",
            [{"startTime": "00:00:01.000"}],
            [{"startTime": "00:00:01", "endTime": "00:00:02"}],
            [{"startTime": "abc", "endTime": "00:00:02.000"}],
            [{"startTime": "00:00:02.000", "endTime": "00:00:02.000"}],
            [{"startTime": 1, "endTime": 2}],
            [{"startTime": "00:00:00.000", "endTime": "00:00:02.000 -y /etc/passwd"}],
        ],
    )
    def test_malformed_times(self, film: Media, run: Run, timestamps: object) -> None:
        request = VideoTrimRequest.objects.create(media=film, video_action="replace", timestamps=timestamps)

        assert run("video_trim_task", request.pk) is False

    @pytest.mark.parametrize("action", ["replace", "save_new", "create_segments"])
    def test_pieces_behind_the_end(self, film: Media, trim: Trim, action: str) -> None:
        trim(film, FIRST, (100, 110), action=action)

    @pytest.mark.parametrize("action", ["replace", "save_new", "create_segments"])
    def test_ffmpeg_fails(self, film: Media, trim: Trim, settings: Any, action: str) -> None:
        settings.FFMPEG_COMMAND = "false"

        trim(film, FIRST, LAST, action=action)

    def test_ffmpeg_is_missing(
        self, film: Media, trim: Trim, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.FFMPEG_COMMAND = "no-such-program"

        trim(film, MIDDLE)

        (record,) = (record for record in caplog.records if record.message == "trimming failed")
        assert record.__dict__["reason"] == "no-such-program is not installed"

    def test_a_full_disk(self, film: Media, trim: Trim, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cutting, "cut", failing(3, OSError("No space left on device")))

        trim(film, MIDDLE)

    @pytest.mark.parametrize("action", ["replace", "save_new"])
    def test_an_unforeseen_error(
        self, film: Media, run: Run, monkeypatch: pytest.MonkeyPatch, action: str
    ) -> None:
        monkeypatch.setattr("apps.studio.cuts.media_status_refresh", lambda **_: 1 / 0)
        request = asked(film, MIDDLE, action=action)

        with pytest.raises(ZeroDivisionError):
            run("video_trim_task", request.pk)

    @pytest.mark.parametrize("action", ["replace", "save_new"])
    def test_files_that_cannot_be_renamed(
        self, film: Media, trim: Trim, monkeypatch: pytest.MonkeyPatch, action: str
    ) -> None:
        rename = Path.replace

        def refuse(path: Path, target: Path) -> Path:
            if "_trim" in path.name:
                raise PermissionError
            return rename(path, target)

        monkeypatch.setattr(Path, "replace", refuse)

        trim(film, MIDDLE, action=action)


@pytest.mark.parametrize("action", ["replace", "save_new", "create_segments"])
def test_a_missing_file_fails(film: Media, trim: Trim, queue: Queue, action: str) -> None:
    Path(film.media_file.path).unlink()

    assert trim(film, FIRST, LAST, action=action).status == "fail"
    assert Media.objects.count() == 1


def test_other_types_fail(stored: Callable[..., Media], trim: Trim, queue: Queue) -> None:
    assert trim(stored("cover.jpg", media_type="image"), FIRST).status == "fail"


@pytest.mark.parametrize("action", ["replace", "save_new"])
def test_a_media_that_gets_another_file_meanwhile_keeps_it(
    film: Media, trim: Trim, queue: Queue, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    cut = cutting.cut

    def meanwhile(*args: Any, **kwargs: Any) -> probe.Facts:
        Media.objects.update(media_file="original/user/alice/other.mp4")
        return cut(*args, **kwargs)

    monkeypatch.setattr(cutting, "cut", meanwhile)

    assert trim(film, MIDDLE, action=action).status == "fail"
    assert Media.objects.get().media_file == "original/user/alice/other.mp4"


class TestTwice:
    """Messages may come again."""

    @pytest.fixture
    def interrupted(self, run: Run, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """Run a request in a worker that is ended when it begins to cut its n-th file."""

        def call(request_id: int, moment: int) -> None:
            with monkeypatch.context() as patch:
                patch.setattr(cutting, "cut", failing(moment, SystemExit()))
                with pytest.raises(SystemExit):
                    run("video_trim_task", request_id)

        return call

    def test_nothing_is_cut_twice(
        self, film: Media, trim: Trim, run: Run, queue: Queue, media_root: Path
    ) -> None:
        request = trim(film, MIDDLE)
        before = files(media_root)
        queue.messages.clear()

        assert run("video_trim_task", request.pk) is True

        assert files(media_root) == before
        assert queue.names() == [], "the finishing touches are asked for already"

    @pytest.mark.parametrize("status", ["success", "fail"])
    def test_requests_that_have_ended_are_left_alone(
        self, film: Media, run: Run, queue: Queue, media_root: Path, status: str
    ) -> None:
        request = asked(film, MIDDLE)
        VideoTrimRequest.objects.update(status=status)
        before = files(media_root)

        assert run("video_trim_task", request.pk) is False

        assert (files(media_root), queue.messages) == (before, [])

    @pytest.mark.parametrize("case", [("replace", 1), ("replace", 3), ("save_new", 2)])
    def test_a_worker_that_ends_leaves_all_as_it_was_and_another_goes_on(
        self,
        film: Media,
        run: Run,
        interrupted: Callable[..., None],
        media_root: Path,
        case: tuple[str, int],
    ) -> None:
        action, moment = case
        request = asked(film, MIDDLE, action=action)
        before = files(media_root)

        interrupted(request.pk, moment)

        request.refresh_from_db()
        assert (files(media_root), request.status, Media.objects.count()) == (before, "initial", 1)
        assert run("video_trim_task", request.pk) is True
        assert Media.objects.order_by("-pk")[0].duration == 2

    def test_segments_that_are_made_are_not_made_again(
        self, film: Media, run: Run, interrupted: Callable[..., None]
    ) -> None:
        request = asked(film, FIRST, MIDDLE, LAST, action="create_segments")

        interrupted(request.pk, 4)

        assert Media.objects.count() == 2
        assert run("video_trim_task", request.pk) is True
        titles = list(Media.objects.order_by("pk").values_list("title", flat=True))
        assert titles == ["clip.mp4", *(f"clip.mp4 (Trimmed) {number}" for number in (1, 2, 3))]

    def test_tokens_that_a_client_sends_are_no_segments_that_are_made(
        self, film: Media, run: Run, queue: Queue
    ) -> None:
        request = asked(film, FIRST, LAST, action="create_segments")
        for entry in request.timestamps:
            entry["media"] = film.friendly_token
        request.save()

        assert run("video_trim_task", request.pk) is True

        assert Media.objects.count() == 3

    @pytest.mark.django_db(transaction=True)
    def test_at_the_same_time(
        self, film: Media, queue: Queue, media_root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cut, sources = cutting.cut, []

        def counted(source: Path, *args: Any, **kwargs: Any) -> probe.Facts:
            sources.append(source)
            return cut(source, *args, **kwargs)

        monkeypatch.setattr(cutting, "cut", counted)
        request = asked(film, MIDDLE)
        task = current_app.tasks["video_trim_task"]

        results = in_parallel(*[lambda: task.apply(args=[request.pk]).get()] * 3)

        assert results.count(True) == 1
        assert len(sources) == 3, "the original and two renditions"
        assert seconds(str(Media.objects.get().media_file), media_root) == 2
