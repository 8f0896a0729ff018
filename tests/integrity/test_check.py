"""``media_check``: each thing that can be wrong is found, by its name, and nothing else."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.categories.models import Category, Tag
from apps.encoding import selectors
from apps.encoding.models import DerivedFile, EncodeProfile, Encoding, Job
from apps.integrity.findings import Code, Severity
from apps.integrity.fixes import FIXABLE
from apps.integrity.tables import with_expected_status
from apps.media.models import Media
from apps.users.models import User
from tests.encoding.clips import Clips
from tests.encoding.conftest import Queue
from tests.integrity.conftest import Findings
from tests.media.factories import make_category, make_encoding, make_media, make_profile, make_tag

Labels = Callable[..., list[str]]
Written = Callable[..., Path]
Later = Callable[[timedelta], None]
Files = Callable[[], set[str]]


def test_a_whole_media_has_no_findings(whole: Media, labels: Labels) -> None:
    assert labels() == []


class TestMissing:
    """What rows name and is not there."""

    def test_the_original(self, whole: Media, found: Findings) -> None:
        Path(whole.media_file.path).unlink()

        (finding,) = found()
        assert (finding.code, finding.media, finding.path) == (
            Code.ORIGINAL_MISSING,
            "whole0001",
            whole.media_file.path,
        )

    def test_an_original_that_was_never_accepted_is_only_worth_knowing(
        self, alice: User, found: Findings
    ) -> None:
        make_media(alice, media_type="", encoding_status="fail", state="unlisted")

        assert [finding.code.severity for finding in found()] == [Severity.INFO]

    @pytest.mark.parametrize("content", ["original", "rendition"])
    def test_empty_files(self, whole: Media, rendition: Encoding, labels: Labels, content: str) -> None:
        path = Path({"original": whole, "rendition": rendition}[content].media_file.path)
        path.write_bytes(b"")

        assert labels() == [f"{content}-empty"]

    def test_the_file_of_a_rendition(self, rendition: Encoding, labels: Labels) -> None:
        Path(rendition.media_file.path).unlink()
        assert labels() == ["rendition-missing"]

    def test_a_finished_encoding_without_a_file(self, rendition: Encoding, labels: Labels) -> None:
        Path(rendition.media_file.path).unlink()
        Encoding.objects.update(media_file="")

        assert labels() == ["rendition-unnamed", "hls-outdated"]

    def test_a_rendition_that_cannot_be_played_is_found_by_playing_it(
        self, rendition: Encoding, labels: Labels
    ) -> None:
        assert labels(deep=True) == ["rendition-unplayable"]

    @pytest.mark.parametrize(
        ("column", "label"),
        [
            ("thumbnail", "thumbnail-missing"),
            ("poster", "thumbnail-missing"),
            ("sprites", "sprite-missing"),
            ("uploaded_poster", "picture-missing"),
        ],
    )
    def test_pictures(self, whole: Media, labels: Labels, column: str, label: str) -> None:
        Path(getattr(whole, column).path).unlink()
        assert set(labels()) == {label}

    def test_captions(self, whole: Media, labels: Labels) -> None:
        Path(whole.subtitles.get().subtitle_file.path).unlink()
        assert labels() == ["caption-missing"]

    def test_a_waveform(self, whole: Media, labels: Labels) -> None:
        Path(whole.derived_files.get().file.path).unlink()
        assert labels() == ["derived-missing"]

    def test_the_waveform_of_a_sound(self, alice: User, written: Written, labels: Labels) -> None:
        written(str(make_media(alice, media_type="audio").media_file))
        User.objects.update(media_count=1)

        assert labels() == ["waveform-absent"]

    def test_the_source_of_a_chunk(
        self, whole: Media, h264: EncodeProfile, labels: Labels, media_root: Path
    ) -> None:
        path = f"{media_root}/original/user/alice/00_abcdefghi_{whole.uid.hex}.x.mp4.mkv"
        Encoding.objects.create(media=whole, profile=h264, chunk=True, chunk_file_path=path)

        assert labels() == ["chunk-source-missing"]

    def test_a_preview_that_is_another_file(self, whole: Media, labels: Labels, media_root: Path) -> None:
        Media.objects.update(preview_file_path=f"{media_root}/encoded/1/alice/other.gif")
        assert labels() == ["preview-wrong"]

    def test_files_outside_of_the_media_folder(self, whole: Media, labels: Labels) -> None:
        Media.objects.update(thumbnail="../../etc/passwd", hls_file="/etc/hls/master.m3u8")
        assert sorted(labels()) == ["former-file", "orphan-hls", "path-outside", "path-outside"]


class TestHLS:
    """Playlists and what they name."""

    @pytest.mark.parametrize("name", ["media-1/segment-0.ts", "media-1/stream.m3u8", "media-1"])
    def test_what_playlists_name_has_to_be_there(self, whole: Media, found: Findings, name: str) -> None:
        path = Path(whole.hls_file).parent / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

        (finding,) = found()
        assert finding.code is Code.HLS_INCOMPLETE
        assert finding.detail.endswith("is not there")

    def test_the_master_playlist_has_to_be_there(self, whole: Media, labels: Labels) -> None:
        Path(whole.hls_file).unlink()
        assert labels() == ["hls-missing"]

    @pytest.mark.parametrize("text", ["", "not a playlist", "#EXTM3U\n"])
    def test_a_master_playlist_of_nothing(self, whole: Media, labels: Labels, text: str) -> None:
        Path(whole.hls_file).write_text(text)
        assert labels() == ["hls-incomplete"]

    def test_a_rendition_that_is_not_offered(self, whole: Media, labels: Labels, written: Written) -> None:
        profile = make_profile(name="h264-240", resolution=240)
        written(str(make_encoding(whole, profile).media_file))

        assert labels() == ["hls-outdated"]

    def test_renditions_without_hls(self, whole: Media, labels: Labels) -> None:
        shutil.rmtree(Path(whole.hls_file).parent)
        Media.objects.update(hls_file="")

        assert labels() == ["hls-absent"]


class TestRows:
    """What rows say and does not fit together."""

    @pytest.mark.parametrize("status", ["pending", "running", "fail"])
    def test_a_status_that_no_encoding_has(self, whole: Media, found: Findings, status: str) -> None:
        Media.objects.update(encoding_status=status, listable=False)
        User.objects.update(media_count=0)

        (finding,) = found()
        assert (finding.code, finding.detail) == (Code.STATUS_WRONG, f"{status} instead of success")

    @pytest.mark.parametrize("change", [{"state": "private"}, {"is_reviewed": False}, {"listable": False}])
    def test_media_that_are_listed_against_their_state(
        self, whole: Media, labels: Labels, change: dict[str, Any]
    ) -> None:
        Media.objects.update(**change)
        assert "listable-wrong" in labels()

    def test_two_finished_encodings_of_one_profile(
        self, whole: Media, h264: EncodeProfile, labels: Labels, written: Written
    ) -> None:
        twin = make_encoding(whole, h264, media_file=f"encoded/{h264.pk}/alice/{whole.uid.hex}_twin.mp4")
        written(str(twin.media_file))

        assert labels() == ["rendition-twice", "hls-outdated"]

    def test_a_video_that_waits_for_nothing(self, alice: User, labels: Labels, written: Written) -> None:
        long_ago = timezone.now() - timedelta(days=1)
        media = make_media(alice, encoding_status="pending", add_date=long_ago)
        written(str(media.media_file))
        assert labels() == ["encodings-absent"]

        Job.objects.create(media=media, kind="split", queued_at=timezone.now())
        assert labels() == []

    def test_an_encoding_that_nobody_is_at(self, whole: Media, rendition: Encoding, labels: Labels) -> None:
        other = make_encoding(whole, make_profile(resolution=240), status="running", media_file="")
        assert labels() == []

        Encoding.objects.filter(pk=other.pk).update(update_date=timezone.now() - timedelta(days=1))
        assert labels() == ["encoding-silent"]

    @pytest.mark.parametrize(
        ("label", "columns"),
        [
            ("job-unqueued", {"status": "pending", "queued_at": None}),
            ("job-waiting", {"status": "pending", "queued_at": timezone.now() - timedelta(days=2)}),
            ("job-lease-over", {"status": "running", "lease_until": timezone.now() - timedelta(days=1)}),
            ("job-unexplained", {"status": "fail"}),
        ],
    )
    def test_jobs_that_do_not_go_on(
        self, whole: Media, labels: Labels, label: str, columns: dict[str, Any]
    ) -> None:
        job = Job.objects.create(media=whole, kind="package", **columns)
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=1))

        assert labels() == [label]

    def test_counts(self, whole: Media, labels: Labels) -> None:
        make_category("Films", whole)
        make_tag("river", whole)
        User.objects.filter(pk=whole.user_id).update(media_count=7)

        assert labels() == ["user-count-wrong", "category-count-wrong", "tag-count-wrong"]

    def test_the_expected_status_is_that_of_the_pipeline(self, alice: User, h264: EncodeProfile) -> None:
        gif = make_profile(name="preview", extension="gif", resolution=None, codec=None)
        statuses = ("pending", "running", "fail", "success")
        combinations = [(), *[(one,) for one in statuses], *[(a, b) for a in statuses for b in statuses]]
        for combination in combinations:
            media = make_media(alice)
            make_encoding(media, gif)
            make_encoding(media, h264, chunk=True)
            for status in combination:
                make_encoding(media, h264, status=status)

        for media in with_expected_status(Media.objects.all()):
            assert media.expected == selectors.encoding_status(media)  # type: ignore[attr-defined]


class TestFiles:
    """What is there and no row names."""

    @pytest.mark.parametrize(
        ("name", "label"),
        [
            ("original/user/alice/{gone}.clip.mp4", "orphan-original"),
            ("original/user/alice/{uid}.former.mp4", "former-original"),
            ("original/user/alice/00_abcdefghi_{uid}.clip.mp4.mkv", "chunk-source-left"),
            ("original/user/alice/00_abcdefghi_{gone}.clip.mp4.mkv", "chunk-source-left"),
            ("original/user/alice/.tmpabc.part.mp4", "partial-file"),
            ("original/thumbnails/user/alice/{uid}_M1a4R6U.clip.mp4.jpg", "former-file"),
            ("original/thumbnails/user/alice/{gone}.clip.mp4.jpg", "orphan-file"),
            ("original/thumbnails/user/alice/nobodys.jpg", "unnamed-file"),
            ("original/subtitles/user/alice/nobodys.vtt", "unnamed-file"),
            ("encoded/3/bob/{gone}.{gone}.clip.mp4.mp4", "orphan-file"),
            ("encoded/3/alice/{uid}.{uid}.clip.mp4_x.mp4", "former-file"),
            ("hls/{gone}/media-1/segment-0.ts", "orphan-hls"),
            ("hls/{uid}.abcdefghi/master.m3u8", "hls-staging"),
            ("hls/{uid}abcdefghi/master.m3u8", "hls-staging"),
            ("tinymce_media/nobodys.png", "unnamed-file"),
        ],
    )
    def test_each_kind_has_its_name(
        self, whole: Media, written: Written, labels: Labels, name: str, label: str
    ) -> None:
        written(name.format(uid=whole.uid.hex, gone="0" * 32))
        assert labels() == [label]

    @pytest.mark.parametrize("name", ["userlogos/x.jpg", "anything/else.txt", "uploads/a", "chunks/a/1/0"])
    def test_other_folders_are_not_ours_to_judge(
        self, whole: Media, written: Written, labels: Labels, name: str
    ) -> None:
        written(name)
        assert labels() == []

    def test_pictures_of_a_copy_under_the_uid_of_its_source(
        self, whole: Media, alice: User, written: Written, labels: Labels
    ) -> None:
        name = f"original/thumbnails/user/alice/{whole.uid.hex}_copy000.jpg"
        copy = make_media(alice, thumbnail=name, media_type="image", state="private")
        written(name)
        written(str(copy.media_file))

        assert labels() == []

    def test_files_that_are_just_being_written_are_left_out(self, whole: Media, written: Written) -> None:
        from apps.integrity.check import check

        written(f"encoded/3/alice/{'0' * 32}.x.mp4")
        assert list(check()) == []

    def test_folders_of_temporary_files(
        self, whole: Media, rendition: Encoding, labels: Labels, settings: Any
    ) -> None:
        folders = [
            Path(settings.TEMP_DIRECTORY) / name for name in ("tmp-portal-a", "tmp-portal-b", "tmpother")
        ]
        for folder in folders:
            folder.mkdir()
        make_encoding(
            whole,
            make_profile(resolution=240),
            status="running",
            media_file="",
            temp_file=str(folders[0] / "x"),
        )

        assert labels() == ["temporary-folder"]


class TestFix:
    """What is put right without asking."""

    @pytest.fixture
    def repaired(self, found: Findings, django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
        """Put right what can be, and send the messages."""

        def run() -> None:
            with django_capture_on_commit_callbacks(execute=True):
                found(repair=True)

        return run

    def test_states_and_counts(self, whole: Media, labels: Labels) -> None:
        make_category("Films", whole)
        make_tag("river", whole)
        Media.objects.update(encoding_status="fail", listable=False, preview_file_path="/nowhere")
        User.objects.update(media_count=9)
        labels(repair=True)

        assert labels() == []
        assert Media.objects.get().listable
        assert Category.objects.get().media_count == Tag.objects.get().media_count == 1

    @pytest.mark.parametrize("damage", ["missing", "empty"])
    def test_renditions_are_encoded_again(
        self, rendition: Encoding, repaired: Callable[[], None], queue: Queue, damage: str
    ) -> None:
        path = Path(rendition.media_file.path)
        path.unlink() if damage == "missing" else path.write_bytes(b"")

        repaired()
        repaired()

        assert len(queue.of("encode_media")) == 1
        assert Encoding.objects.filter(status="pending").count() == 1

    def test_without_an_original_nothing_is_made_anew(
        self, whole: Media, rendition: Encoding, found: Findings, queue: Queue
    ) -> None:
        Path(whole.media_file.path).unlink()
        Path(rendition.media_file.path).unlink()

        assert [finding.fixed for finding in found(repair=True)] == ["", ""]
        assert queue.messages == []

    def test_pictures_hls_and_waveforms_are_made_anew(
        self,
        whole: Media,
        labels: Labels,
        queue: Queue,
        clips: Clips,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        shutil.copy(clips.get("short.mp4"), whole.media_file.path)
        for path in (
            whole.thumbnail.path,
            whole.sprites.path,
            whole.hls_file,
            whole.derived_files.get().file.path,
        ):
            Path(path).unlink()

        with django_capture_on_commit_callbacks(execute=True):
            labels(repair=True)

        assert sorted(queue.names()) == ["create_hls", "produce_sprite_from_video", "waveform_create"]
        assert Path(Media.objects.get().thumbnail.path).is_file()

    def test_of_two_encodings_the_newest_with_a_file_is_kept(
        self, whole: Media, h264: EncodeProfile, rendition: Encoding, found: Findings
    ) -> None:
        make_encoding(whole, h264, media_file=f"encoded/{h264.pk}/alice/{whole.uid.hex}_gone.mp4")

        found(repair=True)

        assert Encoding.objects.get().pk == rendition.pk

    def test_what_nothing_needs_goes_after_a_day(
        self, whole: Media, written: Written, found: Findings, files: Files, later: Later
    ) -> None:
        before = files()
        gone = "0" * 32
        for name in (
            f"encoded/3/alice/{gone}.x.mp4",
            f"hls/{gone}/master.m3u8",
            "encoded/3/alice/.x.part.mp4",
        ):
            written(name)

        found(repair=True)
        assert len(files()) == len(before) + 3
        later(timedelta(hours=25))
        found(repair=True)
        assert files() == before

    def test_originals_stay_whatever_happens(
        self, whole: Media, written: Written, found: Findings, files: Files, later: Later
    ) -> None:
        written(f"original/user/alice/{'0' * 32}.clip.mp4")
        written(f"original/user/alice/{whole.uid.hex}.former.mp4")
        written("original/thumbnails/user/alice/nobodys.jpg")
        before = files()
        later(timedelta(days=400))

        found(repair=True)

        assert files() == before

    def test_nothing_is_written_without_it(
        self,
        whole: Media,
        rendition: Encoding,
        found: Findings,
        files: Files,
        written: Written,
    ) -> None:
        Media.objects.update(encoding_status="fail")
        Path(rendition.media_file.path).unlink()
        written(f"encoded/3/alice/{'0' * 32}.x.mp4")
        before = files()

        with CaptureQueriesContext(connection) as queries:
            assert len(found()) > 2

        words = {query["sql"].split()[0] for query in queries.captured_queries}
        assert words == {"SELECT", "DECLARE"}, "the latter is a cursor"
        assert files() == before


class TestCommand:
    """How it is said."""

    def run(self, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
        status = 0
        try:
            call_command("media_check", *options)
        except SystemExit as end:
            status = int(end.code or 0)
        return status, capsys.readouterr().out.splitlines()

    def test_agreement(self, whole: Media, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(capsys) == (0, ["Rows and files agree."])

    def test_findings_one_a_line_and_a_summary(
        self, whole: Media, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path(whole.thumbnail.path).unlink()

        status, lines = self.run(capsys)
        assert status == 1
        assert lines == [
            f"warning thumbnail-missing      whole0001 {whole.thumbnail.path}: thumbnail",
            "1 thumbnail-missing",
        ]

    def test_json(self, whole: Media, capsys: pytest.CaptureFixture[str]) -> None:
        Path(whole.thumbnail.path).unlink()

        status, lines = self.run(capsys, "--json")
        first, last = map(json.loads, lines)
        assert (first["code"], first["severity"], first["fixed"]) == ("thumbnail-missing", "warning", "")
        assert last == {"summary": {"thumbnail-missing": 1}, "open": 1}
        assert status == 1

    def test_what_is_only_worth_knowing_is_no_failure(
        self, whole: Media, alice: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        make_media(alice, media_type="", encoding_status="fail", state="unlisted")
        assert self.run(capsys)[0] == 0

    def test_what_was_fixed_is_no_failure(self, whole: Media, capsys: pytest.CaptureFixture[str]) -> None:
        User.objects.update(media_count=5)

        status, lines = self.run(capsys, "--fix")
        assert status == 0
        assert "[counted anew]" in lines[0]

    def test_one_media(
        self, whole: Media, alice: User, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        other = make_media(alice, friendly_token="other0001")
        written(f"encoded/3/alice/{other.uid.hex}.x.mp4")

        status, lines = self.run(capsys, "--media", "whole0001")
        assert (status, [line.split()[1] for line in lines[:-1]]) == (1, ["rendition-unplayable"])
        assert "original-missing" in str(self.run(capsys, "--media", "other0001"))

    def test_a_media_that_is_not_there(self, db: None) -> None:
        with pytest.raises(CommandError, match="no media nothing"):
            call_command("media_check", "--media", "nothing")

    def test_the_list_of_codes_explains_itself(self, db: None, capsys: pytest.CaptureFixture[str]) -> None:
        _, lines = self.run(capsys, "--codes")

        assert len(lines) == len(Code)
        assert sum(line.endswith("--fix") for line in lines) == len(FIXABLE)

    def test_a_terminal_sees_a_bar(self, whole: Media, monkeypatch: pytest.MonkeyPatch) -> None:
        import io

        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        terminal = Terminal()
        call_command("media_check", stderr=terminal, stdout=io.StringIO())

        assert f"[{'#' * 30}] 1 of 1 media" in terminal.getvalue()


def test_queries_do_not_grow_with_the_portal(
    alice: User, h264: EncodeProfile, written: Written, found: Findings
) -> None:
    def number() -> int:
        with CaptureQueriesContext(connection) as queries:
            found()
        return len(queries)

    def add(count: int) -> None:
        for _ in range(count):
            media = make_media(alice)
            written(str(media.media_file))
            written(str(make_encoding(media, h264).media_file))

    add(2)
    few = number()
    add(30)
    assert number() == few


def test_a_stale_derived_file_counts_as_none(alice: User, written: Written, labels: Labels) -> None:
    media = make_media(alice, media_type="audio")
    written(str(media.media_file))
    name = f"original/thumbnails/user/alice/{media.uid.hex}.peaks.json"
    written(name)
    DerivedFile.objects.create(media=media, kind="peaks", file=name, source="original/user/alice/former.mp3")
    User.objects.update(media_count=1)

    assert labels() == ["waveform-absent"]
