"""Waveforms: peaks as JSON and as a picture (apps/encoding/waveform.py)."""

import io
import json
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from apps.common.tokens import generate_friendly_token
from apps.encoding import selectors, services, tasks, waveform
from apps.encoding.jobs import job_request
from apps.encoding.models import DerivedFile, Job
from apps.media.models import Media
from tests.encoding.clips import Clips
from tests.encoding.conftest import Queue

Store = Callable[..., Media]
pytestmark = pytest.mark.usefixtures("profiles", "queue")


def samples(*values: int) -> bytes:
    return array("h", values).tobytes()


@pytest.fixture
def song(stored: Store) -> Media:
    """An audio of 2.6 s that has been looked at."""
    media = stored("tone.mp3")
    services.media_init(media)
    return media


def document(media: Media) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(media.derived_files.get(kind="peaks").file.path).read_text())
    return content


class TestPeaks:
    """Any length in bounded memory."""

    def test_each_stretch_has_its_lowest_and_highest_sample(self) -> None:
        peaks = waveform.Peaks()
        peaks.add(samples(*[-512] * 32, *[1024] * 32, *[256] * 64))
        peaks.finish()

        assert json.loads(peaks.as_json()) == {
            "version": 2,
            "channels": 1,
            "sample_rate": 8000,
            "samples_per_pixel": 64,
            "bits": 8,
            "length": 2,
            "data": [-2, 4, 1, 1],
        }

    def test_pieces_may_end_anywhere(self) -> None:
        whole, pieces = waveform.Peaks(), waveform.Peaks()
        data = samples(*range(-1000, 1000, 7))
        whole.add(data)
        for start in range(0, len(data), 13):
            pieces.add(data[start : start + 13])
        for peaks in (whole, pieces):
            peaks.finish()

        assert whole.as_json() == pieces.as_json()

    def test_long_sounds_have_longer_stretches_instead_of_more(self) -> None:
        peaks = waveform.Peaks()
        second = samples(*[0] * 4000, *[16384] * 4000)
        for _ in range(1000):
            peaks.add(second)
        peaks.finish()

        assert waveform.MAX_LENGTH // 2 <= len(peaks) <= waveform.MAX_LENGTH
        assert len(peaks) * peaks.samples_per_pixel == pytest.approx(8_000_000, rel=0.01)
        assert len(peaks.as_json()) < 40_000

    def test_the_picture_is_transparent_and_has_a_bar_where_there_is_sound(self) -> None:
        peaks = waveform.Peaks()
        peaks.add(samples(*[0] * 6400, *[20000, -20000] * 3200))
        peaks.finish()

        image = Image.open(io.BytesIO(peaks.as_png())).convert("RGBA")

        assert image.size == waveform.IMAGE_SIZE
        alphas = [[image.getpixel((x, y))[3] for x in (100, 1700)] for y in (60, 139)]  # type: ignore[index]
        assert alphas[0] == [0, 255]


def test_a_tone_of_known_loudness_has_these_peaks(clips: Clips) -> None:
    peaks = waveform.peaks(clips.get("tone.ogg"), timeout=30)

    content = json.loads(peaks.as_json())
    seconds = content["length"] * content["samples_per_pixel"] / content["sample_rate"]
    assert seconds == pytest.approx(2.6, abs=0.1)
    middle = content["data"][20:-20]
    assert all(
        -20 <= low <= -10 and 10 <= high <= 20 for low, high in zip(middle[::2], middle[1::2], strict=True)
    )


def test_a_sound_has_peaks_and_a_picture_under_its_own_uid(
    song: Media, queue: Queue, media_root: Path
) -> None:
    assert tasks.waveform_create(song.friendly_token)

    folder = "original/thumbnails/user/alice"
    names = dict(song.derived_files.values_list("kind", "file"))
    assert names == {
        "peaks": f"{folder}/{song.uid.hex}.tone.mp3.peaks.json",
        "waveform": f"{folder}/{song.uid.hex}.tone.mp3.waveform.png",
    }
    assert document(song)["version"] == 2
    with Image.open(media_root / names["waveform"]) as image:
        assert image.format == "PNG"
    urls = selectors.derived_urls(song)
    assert urls == {kind: f"/media/{name}" for kind, name in names.items()}


def test_it_is_queued_behind_what_makes_things_playable(
    stored: Store, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(stored("tone.mp3"))

    assert [(one["queue"], one["priority"]) for one in queue.of("waveform_create")] == [("long_tasks", 9)]


def test_a_video_has_the_waveform_of_its_sound_and_a_silent_one_none(
    stored: Store, django_capture_on_commit_callbacks: Any, queue: Queue
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.media_init(loud := stored("clip.mp4"))
        services.media_init(silent := stored("silent.mp4"))

    assert [one["args"] for one in queue.of("waveform_create")] == [[loud.friendly_token]]
    assert services.waveform_create(media=loud)
    assert not services.waveform_create(media=silent)
    assert not silent.derived_files.exists()


def test_making_it_again_leaves_one(
    song: Media, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert services.waveform_create(media=song)

    assert song.derived_files.count() == 2
    assert len(list((media_root / "original/thumbnails/user/alice").iterdir())) == 2


def test_the_waveform_of_a_former_file_is_not_shown(song: Media) -> None:
    services.waveform_create(media=song)
    song.media_file.save("other.mp3", ContentFile(b"other"))

    assert selectors.derived_urls(song) == {}


def test_a_file_that_changed_meanwhile_gets_none(song: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    decode = waveform.peaks

    def replaced(*arguments: Any, **options: Any) -> waveform.Peaks:
        Media.objects.update(media_file="original/user/alice/other.mp3")
        return decode(*arguments, **options)

    monkeypatch.setattr(waveform, "peaks", replaced)

    assert not services.waveform_create(media=song)
    assert not DerivedFile.objects.exists()
    assert not list(Path(song.media_file.path).parents[2].glob("thumbnails/user/alice/*.json"))


def test_a_killed_ffmpeg_says_nothing_about_the_sound(
    song: Media, settings: Any, tmp_path: Path, queue: Queue
) -> None:
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text("#!/bin/sh\nkill -9 $$\n")
    ffmpeg.chmod(0o755)
    settings.FFMPEG_COMMAND, settings.JOB_ATTEMPTS = str(ffmpeg), 1
    job_request(Job.Kind.WAVEFORM, song, song.friendly_token)

    assert not tasks.waveform_create(song.friendly_token)

    assert Job.objects.values_list("kind", "status", "reason").get() == ("waveform", "fail", "program_failed")


@pytest.mark.parametrize("name", ["cover.png", "paper.pdf"])
def test_what_makes_no_sound_has_none(stored: Store, name: str) -> None:
    media = stored(name)
    services.media_init(media)

    assert not tasks.waveform_create(media.friendly_token)


def test_a_media_that_is_gone_has_none(db: None) -> None:
    assert tasks.waveform_create(generate_friendly_token()) is False


@pytest.mark.django_db(transaction=True)
def test_a_legacy_server_can_delete_the_media(song: Media) -> None:
    services.waveform_create(media=song)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM files_media WHERE id = %s", [song.pk])

    assert not DerivedFile.objects.exists()
