"""Several renditions from one decode are those that single commands make."""

import json
import subprocess
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from apps.encoding import commands, runner
from apps.encoding.commands import EncodeFiles, NoCommandError, Source
from tests.encoding.clips import Clips

MINIMUM = [144, 240]


def profile(resolution: int, codec: str = "h264") -> SimpleNamespace:
    extension = "mp4" if codec.startswith("h") else "webm"
    return SimpleNamespace(extension=extension, resolution=resolution, codec=codec)


def source(**facts: Any) -> Source:
    values = {
        "height": 720,
        "duration": 12.0,
        "frame_rate": Fraction(25),
        "has_audio": True,
        "interlaced": False,
    }
    return Source(**values | facts)


def options(**given: Any) -> dict[str, Any]:
    return {"ffmpeg": "ffmpeg", "preset": "medium", "minimum_resolutions": MINIMUM} | given


def files(name: str, **fields: Any) -> EncodeFiles:
    return EncodeFiles(source="IN", output=name, passlog="PASS", **fields)


@pytest.mark.parametrize("facts", [source(), source(interlaced=True), source(has_audio=False)])
def test_each_output_has_the_arguments_of_its_single_command(facts: Source) -> None:
    renditions = [(profile(144), files("a.mp4")), (profile(360), files("b.mp4", chunk=True))]

    line = commands.encode_together(facts, renditions, **options())

    singles = [commands.encode(facts, *rendition, **options())[0] for rendition in renditions]
    assert line == singles[0] + singles[1][4:]
    assert line[:4] == ["ffmpeg", "-y", "-i", "IN"]


def test_the_one_input_is_hardened() -> None:
    renditions = [(profile(144), files("a.mp4")), (profile(240), files("b.mp4"))]

    line = commands.hardened(commands.encode_together(source(), renditions, **options()))

    assert line.count("-i") == line.count("-format_whitelist") == 1
    assert "file:IN" in line


def test_threads_are_those_of_each_encoder() -> None:
    renditions = [(profile(144), files("a.mp4")), (profile(240), files("b.mp4"))]

    line = commands.encode_together(source(), renditions, **options(threads=3))

    assert line.count("-threads") == 2
    assert line[line.index("-threads") + 1] == "3"


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("h264", "-threads 3"),
        ("vp9", "-threads 3"),
        ("h265", ":keyint_min=100:pools=3"),
        ("av1", "-svtav1-params lp=3"),
    ],
)
def test_threads_in_the_words_of_each_encoder(codec: str, expected: str) -> None:
    (line,) = commands.encode(source(), profile(240, codec), files("a"), **options(threads=3))

    assert expected in " ".join(map(str, line))


@pytest.mark.parametrize(
    ("facts", "renditions", "reason"),
    [
        (source(duration=2.0), [(profile(144), files("a"))], "two passes"),
        (source(), [], "at least one"),
        (source(), [(profile(1080), files("a"))], "fewer than 1080"),
        (
            source(),
            [(profile(144), files("a")), (profile(240), EncodeFiles("OTHER", "b", "p"))],
            "one source",
        ),
    ],
)
def test_what_cannot_go_together(facts: Source, renditions: list[Any], reason: str) -> None:
    with pytest.raises(NoCommandError, match=reason):
        commands.encode_together(facts, renditions, **options())


def test_a_profile_is_judged_without_files() -> None:
    commands.check(source(), profile(720), minimum_resolutions=MINIMUM)
    with pytest.raises(NoCommandError, match="fewer than 1080"):
        commands.check(source(), profile(1080), minimum_resolutions=MINIMUM)


def described(path: Path) -> dict[str, Any]:
    """Streams, key frames and number of packets of a file, without what the muxer makes of the content."""
    entries = (
        "stream=codec_name,profile,level,width,height,pix_fmt,r_frame_rate,sample_rate,channels,nb_frames"
    )
    command = [settings.FFPROBE_COMMAND, "-v", "error", "-of", "json", "-show_entries"]
    streams = json.loads(subprocess.check_output([*command, entries, str(path)]))["streams"]
    packets = json.loads(
        subprocess.check_output(
            [*command, "packet=pts_time,flags", "-select_streams", "v:0", str(path)],
        )
    )["packets"]
    keys = [packet["pts_time"] for packet in packets if packet["flags"].startswith("K")]
    return {"streams": streams, "keys": keys, "packets": len(packets)}


def test_together_makes_the_same_renditions_as_one_by_one(clips: Clips, tmp_path: Path) -> None:
    clip = str(clips.get("clip.mp4"))
    facts = source(height=180, duration=6.0, frame_rate=Fraction(10))
    given = options(ffmpeg=settings.FFMPEG_COMMAND, preset="ultrafast")
    alone = [
        (profile(height), EncodeFiles(clip, str(tmp_path / f"alone{height}.mp4"), "")) for height in MINIMUM
    ]
    joint = [
        (profile(height), EncodeFiles(clip, str(tmp_path / f"joint{height}.mp4"), "")) for height in MINIMUM
    ]

    for rendition in alone:
        (line,) = commands.encode(facts, *rendition, **given)
        runner.run_ffmpeg(commands.hardened(line), timeout=60)
    runner.run_ffmpeg(commands.hardened(commands.encode_together(facts, joint, **given)), timeout=60)

    for (_, one), (_, other) in zip(alone, joint, strict=True):
        expected = described(Path(one.output))
        assert described(Path(other.output)) == expected
        assert [float(time) for time in expected["keys"]] == [0.0, 4.0]


def test_av1_is_encoded_with_key_frames_every_four_seconds(clips: Clips, tmp_path: Path) -> None:
    output = tmp_path / "av1.webm"
    facts = source(height=180, duration=6.0, frame_rate=Fraction(10))
    given = options(ffmpeg=settings.FFMPEG_COMMAND, av1_preset=13)

    (line,) = commands.encode(
        facts, profile(144, "av1"), EncodeFiles(str(clips.get("clip.mp4")), str(output), ""), **given
    )
    runner.run_ffmpeg(commands.hardened(line), timeout=60)

    made = described(output)
    assert [stream["codec_name"] for stream in made["streams"]] == ["av1", "opus"]
    assert (made["streams"][0]["width"], made["streams"][0]["height"]) == (256, 144)
    assert [round(float(time)) for time in made["keys"]] == [0, 4]


def test_av1_takes_one_pass_however_short_the_source() -> None:
    (line,) = commands.encode(source(duration=1.0), profile(240, "av1"), files("a.webm"), **options())

    assert " ".join(map(str, line)).endswith(
        "-crf 35 -c:a libopus -b:a 96k -ac 2 -maxrate 225k -bufsize 225k -g 100 "
        "-force_key_frames expr:gte(t,n_forced*4) -preset 8 -strict -2 a.webm"
    )
