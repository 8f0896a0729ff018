"""Command lines against those that a legacy server has stored (spec/pipeline-ffmpeg.md §5.4)."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from apps.encoding import commands, runner
from apps.encoding.commands import EncodeFiles, NoCommandError, Source

NTSC = Fraction(30000, 1001)
SCALE_720 = (
    r"scale=if(lt(iw\,ih)\,720\,1280):if(lt(iw\,ih)\,1280\,720):"
    "force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos"
)


def source(
    *,
    height: int = 720,
    duration: float = 12.0,
    frame_rate: Fraction = NTSC,
    has_audio: bool = True,
    interlaced: bool = False,
) -> Source:
    return Source(height, duration, frame_rate, has_audio, interlaced)


def encode(
    codec: str | None, resolution: int | None, facts: Source | None = None, **files: Any
) -> list[commands.Arguments]:
    extension = "webm" if codec == "vp9" else "mp4"
    profile = SimpleNamespace(extension=extension, resolution=resolution, codec=codec)
    return commands.encode(
        facts or source(),
        profile,
        EncodeFiles(source="IN", output=f"OUT.{extension}", passlog="PASS", **files),
        ffmpeg="ffmpeg",
        preset="medium",
        minimum_resolutions=[144, 240],
    )


def text(command: commands.Arguments) -> str:
    return " ".join(map(str, command))


def value(command: commands.Arguments, option: str) -> str | int:
    return command[command.index(option) + 1]


def test_h264_at_constant_quality() -> None:
    (line,) = encode("h264", 720)

    assert text(line) == (
        f"ffmpeg -y -i IN -c:v libx264 -filter:v {SCALE_720},fps=fps=30000/1001 -pix_fmt yuv420p -crf 23 "
        "-c:a aac -b:a 128k -ac 2 -maxrate 3750k -bufsize 3750k -force_key_frames expr:gte(t,n_forced*4) "
        "-x264-params keyint=238:keyint_min=119 -preset medium -profile:v main -level 4.2 -strict -2 OUT.mp4"
    )


def test_vp9_at_constant_quality() -> None:
    (line,) = encode("vp9", 720)

    assert text(line) == (
        f"ffmpeg -y -i IN -c:v libvpx-vp9 -filter:v {SCALE_720},fps=fps=30000/1001 -pix_fmt yuv420p -crf 32 "
        "-b:v 1024k -c:a libopus -b:a 96k -ac 2 -g 119 -keyint_min 119 -maxrate 1536k -minrate 512k "
        "-bufsize 1536k -speed 2 -strict -2 OUT.webm"
    )


def test_h265_of_a_short_source_takes_two_passes() -> None:
    first, second = encode("h265", 720, source(duration=2.0))
    head = (
        f"ffmpeg -y -i IN -c:v libx265 -filter:v {SCALE_720},fps=fps=30000/1001 -pix_fmt yuv420p -b:v 1024k "
        "-c:a aac -b:a 128k -ac 2 -force_key_frames expr:gte(t,n_forced*4) "
        "-x265-params vbv-maxrate=1536:vbv-bufsize=1536:keyint=238:keyint_min=119:stats=PASS:pass="
    )

    assert text(first) == f"{head}1 -preset medium -profile:v main -strict -2 -an -f null /dev/null"
    assert text(second) == f"{head}2 -preset medium -profile:v main -strict -2 OUT.mp4"


def test_h264_and_vp9_name_the_pass_and_its_log() -> None:
    h264, vp9 = (encode(codec, 240, source(duration=1.0)) for codec in ("h264", "vp9"))

    assert "-b:v 300k -c:a" in text(h264[0])
    assert "-level 4.2 -passlogfile PASS -pass 1 -strict -2 -an -f null /dev/null" in text(h264[0])
    assert text(h264[1]).endswith("-passlogfile PASS -pass 2 -strict -2 OUT.mp4")
    assert "-speed 4 -passlogfile PASS -pass 1 -strict" in text(vp9[0])
    assert text(vp9[1]).endswith("-speed 2 -passlogfile PASS -pass 2 -strict -2 OUT.webm")


def test_the_stored_text_is_a_list_of_lists_with_bare_numbers_and_doubled_backslashes() -> None:
    stored = str(encode("vp9", 144, source(duration=1.0)))

    assert stored.startswith(
        "[['ffmpeg', '-y', '-i', 'IN', '-c:v', 'libvpx-vp9', '-filter:v', 'scale=if(lt(iw\\\\,ih)"
    )
    assert "'-speed', 4, '-passlogfile', 'PASS', '-pass', 1, '-strict', '-2', '-an'" in stored
    assert "'-ac', '2'" in stored
    assert "'-g', '119'" in stored


def test_the_recorded_text_of_a_legacy_row() -> None:
    """A 640x360 source at 25 frames a second, encoded by a legacy server."""
    stored = str(encode("h264", 360, source(height=360, frame_rate=Fraction(25))))

    assert stored == (
        "[['ffmpeg', '-y', '-i', 'IN', '-c:v', 'libx264', '-filter:v', "
        "'scale=if(lt(iw\\\\,ih)\\\\,360\\\\,640):if(lt(iw\\\\,ih)\\\\,640\\\\,360):"
        "force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos,fps=fps=25', "
        "'-pix_fmt', 'yuv420p', '-crf', '23', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', "
        "'-maxrate', '750k', '-bufsize', '750k', '-force_key_frames', 'expr:gte(t,n_forced*4)', "
        "'-x264-params', 'keyint=200:keyint_min=100', '-preset', 'medium', '-profile:v', 'main', "
        "'-level', '4.2', '-strict', '-2', 'OUT.mp4']]"
    )


def test_without_audio_there_are_no_audio_arguments() -> None:
    (line,) = encode("h264", 240, source(has_audio=False))

    assert "-c:a" not in line
    assert "-ac" not in line


def test_interlaced_sources_are_deinterlaced_first() -> None:
    (line,) = encode("h264", 240, source(interlaced=True))

    assert str(value(line, "-filter:v")).startswith("yadif,scale=")


def test_only_chunks_are_made_for_progressive_playback() -> None:
    (chunk,) = encode("h264", 240, chunk=True)
    (whole,) = encode("h264", 240)
    (webm,) = encode("vp9", 240, chunk=True)

    assert text(chunk).endswith("-strict -2 -movflags +faststart OUT.mp4")
    assert "-movflags" not in whole + webm


@pytest.mark.parametrize(
    ("rate", "fps", "keyint"),
    [
        (Fraction(25), "25", "keyint=200:keyint_min=100"),
        (Fraction(60), "60", "keyint=480:keyint_min=240"),
        (Fraction(90), "45", "keyint=360:keyint_min=180"),
        (Fraction(90000), "5625/128", "keyint=350:keyint_min=175"),
        (Fraction(1, 5), "1", "keyint=8:keyint_min=4"),
    ],
)
def test_frame_rates(rate: Fraction, fps: str, keyint: str) -> None:
    (line,) = encode("h264", 720, source(frame_rate=rate))

    assert str(value(line, "-filter:v")).endswith(f",fps=fps={fps}")
    assert value(line, "-x264-params") == keyint


@pytest.mark.parametrize(
    ("resolution", "box"),
    [(144, 256), (240, 427), (360, 640), (480, 853), (720, 1280), (1080, 1920), (1440, 2560), (2160, 3840)],
)
def test_boxes_are_sixteen_to_nine(resolution: int, box: int) -> None:
    assert rf"\,{resolution}\,{box})" in commands.scale_filter(resolution)


@pytest.mark.parametrize(
    ("codec", "resolution", "slow", "fast"),
    [
        ("h264", 144, 150, 150), ("h264", 240, 300, 300), ("h264", 360, 500, 500), ("h264", 480, 1000, 1000),
        ("h264", 720, 2500, 3500), ("h264", 1080, 4500, 7500), ("h264", 1440, 9000, 18000),
        ("h264", 2160, 18000, 40000),
        ("h265", 144, 75, 75), ("h265", 360, 275, 275), ("h265", 720, 1024, 1800), ("h265", 1080, 1800, 3000),
        ("h265", 1440, 4500, 8000), ("h265", 2160, 10000, 18000),
        ("vp9", 240, 150, 150), ("vp9", 480, 500, 500), ("vp9", 1080, 1800, 3000),
        ("vp9", 2160, 10000, 18000),
    ],
)  # fmt: skip
def test_bitrates(codec: str, resolution: int, slow: int, fast: int) -> None:
    for rate, expected in ((Fraction(30), slow), (Fraction(301, 10), fast)):
        facts = source(height=2160, duration=1.0, frame_rate=rate)
        assert value(encode(codec, resolution, facts)[0], "-b:v") == f"{expected}k"


def test_the_level_rises_above_full_hd() -> None:
    big = source(height=2160)

    assert value(encode("h264", 1080, big)[0], "-level") == "4.2"
    assert value(encode("h264", 1440, big)[0], "-level") == "5.2"


def test_small_sources_are_enlarged_to_the_minimum_resolutions_only() -> None:
    assert len(encode("h264", 240, source(height=100))) == 1
    with pytest.raises(NoCommandError, match="fewer than 480"):
        encode("h264", 480, source(height=360))


@pytest.mark.parametrize(
    ("codec", "resolution"), [(None, 240), ("theora", 240), ("h264", None), ("h264", 333)]
)
def test_broken_profiles_have_no_command(codec: str | None, resolution: int | None) -> None:
    with pytest.raises(NoCommandError):
        encode(codec, resolution)


@pytest.mark.parametrize("info", [{}, {"video_height": 360}, {"video_height": None, "video_duration": 2}])
def test_a_source_without_height_or_duration_has_no_command(info: dict[str, Any]) -> None:
    with pytest.raises(NoCommandError, match="no height or duration"):
        Source.from_media_info(info)


@pytest.mark.parametrize(
    ("halves", "rate"),
    [(("30000", "1001"), NTSC), (("0", "0"), 30), (("25", "1"), 25), (("x", "1"), 30), (("-25", "1"), 30)],
)
def test_a_rate_that_is_none_counts_as_thirty(halves: tuple[str, str], rate: Fraction) -> None:
    assert commands.frame_rate(*halves) == rate


def test_hardened_inputs_open_local_media_only() -> None:
    line = commands.hardened(["ffmpeg", "-ss", "1", "-i", "/media/-i.mp4", "-y", "/out.jpg"])

    assert line[:4] == ["ffmpeg", "-ss", "1", "-protocol_whitelist"]
    assert value(line, "-protocol_whitelist") == "file"
    assert value(line, "-i") == "file:/media/-i.mp4"
    allowed = str(value(line, "-format_whitelist")).split(",")
    assert not {"hls", "dash", "concat", "concatf", "sdp", "imf", "image2", "lavfi", "tty"} & set(allowed)
    assert {"mov", "matroska", "mpegts", "avi", "ogg", "mp3", "wav"} <= set(allowed)
    assert line[-2:] == ["-y", "/out.jpg"]


def test_list_files_keep_any_path() -> None:
    assert (
        commands.concat_listing(["/a b/c.mp4", "/d'e/f.mp4"]) == "file '/a b/c.mp4'\nfile '/d'\\''e/f.mp4'\n"
    )


@pytest.mark.parametrize(
    ("size", "rungs"),
    [
        ("640x360", {144: "256x144", 240: "426x240", 360: "640x360"}),
        ("640x480", {144: "192x144", 240: "320x240", 360: "480x360", 480: "640x480"}),
        ("639x361", {144: "254x144", 240: "424x240", 360: "636x360"}),
        ("333x241", {144: "198x144", 240: "332x240"}),
        ("360x640", {144: "144x256", 240: "240x426", 360: "360x640", 480: "480x852"}),
        ("240x426", {144: "144x256", 240: "240x426", 360: "360x638"}),
        ("480x640", {144: "144x192", 240: "240x320", 360: "360x480", 480: "480x640"}),
        ("1023x429", {144: "256x106", 240: "426x178", 360: "640x268"}),
        ("320x100", {144: "256x80", 240: "426x132"}),
    ],
)
def test_frame_sizes_are_the_recorded_ones(size: str, rungs: dict[int, str]) -> None:
    """The table of spec/pipeline-ffmpeg.md §5.2, asked of FFmpeg's own filter."""
    branches = [f"[{number}]{commands.scale_filter(rung)}[out{number}]" for number, rung in enumerate(rungs)]
    labels = "".join(f"[{number}]" for number in range(len(rungs)))
    graph = ";".join([f"color=size={size}:duration=0.04,split={len(rungs)}{labels}", *branches])
    command = [settings.FFPROBE_COMMAND, "-v", "error", "-show_entries", "stream=width,height"]

    output = runner.run([*command, "-of", "csv=p=0:s=x", "-f", "lavfi", graph], timeout=30).stdout

    made = [tuple(map(int, line.split("x"))) for line in output.decode().split()]
    recorded = [tuple(map(int, text.split("x"))) for text in rungs.values()]
    for (width, height), (recorded_width, recorded_height) in zip(made, recorded, strict=True):
        # FFmpeg 5 rounds down to even numbers, FFmpeg 8 to the nearest
        assert 0 <= width - recorded_width <= 2
        assert 0 <= height - recorded_height <= 2
