"""``media_cleanup``: what is old and nobody needs goes, and nothing else."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from apps.encoding.paths import temporary_directory
from apps.integrity.tasks import clean_media
from apps.media.models import Media
from tests.media.factories import make_encoding, make_profile

Written = Callable[..., Path]
Later = Callable[[timedelta], None]
Files = Callable[[], set[str]]
GONE = "0" * 32
DERIVED = (
    f"encoded/3/alice/{GONE}.x.mp4",
    f"original/thumbnails/user/alice/{GONE}.x.jpg",
    f"hls/{GONE}/master.m3u8",
)
UNFINISHED = (
    f"original/user/alice/00_abcdefghi_{GONE}.x.mkv",
    f"hls/{GONE}.abcdefghi/master.m3u8",
    "encoded/3/alice/.tmpx.part.mp4",
)
ORIGINALS = (f"original/user/alice/{GONE}.x.mp4", "original/thumbnails/user/alice/nobodys.jpg")


@pytest.fixture
def litter(whole: Media, written: Written) -> tuple[str, ...]:
    """Everything that may be left behind, written just now, beside a media that is whole."""
    litter = (*DERIVED, *UNFINISHED, *ORIGINALS)
    for name in litter:
        written(name)
    return litter


def test_nothing_young_is_touched(litter: tuple[str, ...], files: Files) -> None:
    before = files()

    clean_media()

    assert files() == before


def test_what_was_not_finished_goes_after_three_days(
    litter: tuple[str, ...], files: Files, later: Later
) -> None:
    before = files()
    later(timedelta(days=4))

    clean_media()

    assert before - files() == set(UNFINISHED)


def test_what_can_be_made_anew_goes_after_a_month_and_originals_stay(
    litter: tuple[str, ...], files: Files, later: Later
) -> None:
    before = files()
    later(timedelta(days=31))

    clean_media()

    assert before - files() == {*UNFINISHED, *DERIVED}


def test_originals_go_when_it_is_said(
    whole: Media, litter: tuple[str, ...], files: Files, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files()
    later(timedelta(hours=2))

    call_command("media_cleanup", "--older-than", "1", "--originals")

    assert before - files() == set(litter)
    assert capsys.readouterr().out.splitlines()[-1] == "8 removed, 56\xa0bytes"


def test_a_rehearsal_says_what_would_go_and_removes_nothing(
    litter: tuple[str, ...], files: Files, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files()
    later(timedelta(hours=2))

    call_command("media_cleanup", "--older-than", "1", "--dry-run")

    said = capsys.readouterr().out
    assert all(Path(name).name in said or GONE in said for name in (*DERIVED, *UNFINISHED))
    assert "6 would be removed" in said
    assert files() == before


def test_everything_that_a_row_names_stays(whole: Media, files: Files, later: Later) -> None:
    before = files()
    later(timedelta(days=4000))

    call_command("media_cleanup", "--originals", "--older-than", "0", verbosity=0)

    assert files() == before


def test_temporary_folders_of_ours_go_and_those_of_others_stay(whole: Media, later: Later) -> None:
    root = Path(django_settings.TEMP_DIRECTORY)
    for name in ("tmp-portal-dead", "tmp-portal-busy", "tmpother"):
        (root / name).mkdir()
    make_encoding(
        whole,
        make_profile(resolution=240),
        status="running",
        media_file="",
        temp_file=str(root / "tmp-portal-busy/x.mp4"),
    )
    later(timedelta(days=4))

    clean_media()

    assert {path.name for path in root.iterdir()} == {"tmp-portal-busy", "tmpother"}


@pytest.mark.parametrize("age", [0, 4])
def test_the_folder_of_a_run_that_lives_stays_however_old_it_is(whole: Media, later: Later, age: int) -> None:
    with temporary_directory() as folder:
        later(timedelta(days=age))

        call_command("media_cleanup", older_than=0, verbosity=0)

        assert folder.is_dir()


def test_unfinished_uploads_go_too_and_are_counted(
    media_root: Path, written: Written, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    parts = written("chunks/6f1c2a10-7b0c-4c3e-9a51-0c0ffee0c0de/1/0", "x" * 100)
    for path in (parts, *list(parts.parents)[:2]):
        os.utime(path, (0, 0))
    written("uploads/young.joined")

    call_command("media_cleanup")

    assert capsys.readouterr().out.splitlines()[0] == "1 unfinished-upload, 100\xa0bytes"
    assert not parts.exists()
    assert (media_root / "uploads/young.joined").exists()


def test_it_runs_every_day() -> None:
    entry = django_settings.CELERY_BEAT_SCHEDULE["media_cleanup"]

    assert entry["task"] == clean_media.name
    assert clean_media.queue == "short_tasks"
