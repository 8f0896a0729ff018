"""`scripts/bench encode`, with clips of seconds."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from apps.encoding.probe import probe
from bench import cli, results
from bench.encode import report, ways
from bench.encode.clips import Clip, make
from bench.encode.main import main


def bench(*arguments: str | Path) -> int:
    given = ["encode", "--no-quality", "--rounds", "1", "--preset", "ultrafast", "--height", "360"]
    return main(cli.parser().parse_args([*given, *map(str, arguments)]))


def test_both_ways_through_both_clips_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = tmp_path / "numbers.json"
    lengths = ["--seconds", "3", "--long-seconds", "6", "--chunk-seconds", "3"]

    status = bench(*lengths, "--folder", tmp_path, "--json", stored)

    numbers = results.load(stored)
    assert status == 0
    for clip in ("short", "long"):
        for way in ways.WAYS:
            measured = numbers["clips"][clip][way]
            assert 0 < measured["first"] <= measured["wall"]
            assert measured["cpu"] > 0
    assert "long, times faster" in capsys.readouterr().out
    assert not list(tmp_path.glob("*.part.mp4"))


def test_clips_have_the_bitrate_asked_for(tmp_path: Path) -> None:
    clip = Clip("short", tmp_path / "clip.mp4", 360, 3, bitrate=8)

    make(clip, ffmpeg=django_settings.FFMPEG_COMMAND)

    video = probe(clip.path).video
    assert video
    assert 7 < float(video.raw["bit_rate"]) / 1e6 < 9


def test_a_program_that_fails_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "clip-360-3.mp4"
    broken.write_bytes(b"no film")

    assert bench("--clip", "short", "--seconds", "3", "--folder", tmp_path) == 2
    assert "Invalid data found" in capsys.readouterr().err


def test_the_legacy_way_starts_a_process_for_each_rendition(tmp_path: Path) -> None:
    clip = Clip("short", tmp_path / "clip.mp4", 1080, 60)

    assert [len(group) for group in ways.groups(clip, together=False)] == [1] * 6
    assert [len(group) for group in ways.groups(clip, together=True)] == [2, 4]


def measured(*, wall: float = 1.5, share: float = 0.2, vmaf: float = 90.0) -> dict[str, Any]:
    legacy = {"wall": 60.0, "cpu": 90.0, "first": 8.0, "share": 0.1}
    ours = {"wall": 60.0 / wall, "cpu": 75.0, "first": 8.0, "share": share}
    return {
        "machine": {"processor": "some", "cores": 2, "load": 0.0},
        "clips": {
            "short": {
                "one by one": legacy,
                "together": ours,
                "ratio": {"wall": wall, "cpu": 1.2, "first": 1.0},
                "vmaf": {"one by one": {"144": 90.0}, "together": {"144": vmaf}},
            }
        },
    }


@pytest.mark.parametrize(
    ("worse", "words"),
    [
        ({"wall": 1.39}, "1.39 times faster"),
        ({"share": 0.26}, "after 26% of the time"),
        ({"vmaf": 89.4}, "VMAF of short at 144 is 89.40, not 90.00"),
    ],
)
def test_each_bar_can_be_missed(worse: dict[str, float], words: str) -> None:
    assert report.missed(measured()) == []
    (line,) = report.missed(measured(**worse))
    assert words in line


def test_quality_is_part_of_the_report() -> None:
    assert report.lines(measured())[-1].split() == ["short,", "144", "90.00", "90.00"]


def test_stored_numbers_are_compared(tmp_path: Path) -> None:
    results.store(tmp_path / "before.json", {"a": {"b": 2.0, "c": [1]}, "d": 0, "e": "text"})

    lines = results.comparison(
        results.load(tmp_path / "before.json"), {"a": {"b": 3.0, "x": 1}, "d": 5, "e": "text"}
    )

    assert [line.split() for line in lines[1:]] == [["a.b", "2.00", "3.00", "+50.0%"], ["d", "0.00", "5.00"]]
    assert json.loads((tmp_path / "before.json").read_text())["e"] == "text"


def test_numbers_without_anything_in_common() -> None:
    assert results.comparison({"a": 1}, {"b": 1}) == ["nothing in common to compare"]
