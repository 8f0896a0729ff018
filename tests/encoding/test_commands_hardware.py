"""Command lines of hardware encoders, token by token. No device is needed to make them."""

from fractions import Fraction
from types import SimpleNamespace

import pytest

from apps.encoding import commands
from apps.encoding.commands import Acceleration, EncodeFiles, Source

SCALE = f"{commands.scale_filter(720)},fps=fps=30"
KEYS = "-force_key_frames expr:gte(t,n_forced*4) -g 240"
AAC = "-c:a aac -b:a 128k -ac 2"
TARGET = "-b:v 2500k -maxrate 3750k -bufsize 3750k"


def line(family: str, codec: str = "h264", *, device: str = "", duration: float = 60.0) -> str:
    source = Source(1080, duration, Fraction(30), has_audio=True, interlaced=False)
    profile = SimpleNamespace(extension="mp4", resolution=720, codec=codec)
    (command,) = commands.encode(
        source,
        profile,
        EncodeFiles("IN", "OUT", "PASS"),
        ffmpeg="ffmpeg",
        preset="medium",
        minimum_resolutions=[144, 240],
        acceleration=Acceleration(family, device),
    )
    return " ".join(map(str, command))


def test_nvenc() -> None:
    assert line("nvenc") == (
        f"ffmpeg -y -i IN -c:v h264_nvenc -filter:v {SCALE} -pix_fmt yuv420p "
        f"-rc vbr -cq 23 -b:v 0 -maxrate 3750k -bufsize 3750k {AAC} {KEYS} "
        "-forced-idr 1 -preset p5 -tune hq -profile:v main -level 4.2 -strict -2 OUT"
    )


def test_nvenc_on_another_card() -> None:
    assert "-profile:v main -level 4.2 -gpu 1 -strict" in line("nvenc", device="1")


def test_vaapi_uploads_pictures_to_the_render_node() -> None:
    assert line("vaapi", device="/dev/dri/renderD129") == (
        "ffmpeg -y -init_hw_device vaapi=gpu:/dev/dri/renderD129 -filter_hw_device gpu -i IN "
        f"-c:v h264_vaapi -filter:v {SCALE},format=nv12,hwupload -rc_mode VBR {TARGET} {AAC} {KEYS} "
        "-profile:v main -level 4.2 -strict -2 OUT"
    )


def test_quick_sync_uploads_pictures_with_frames_to_look_ahead() -> None:
    assert line("qsv") == (
        "ffmpeg -y -init_hw_device qsv=gpu,child_device=/dev/dri/renderD128 -filter_hw_device gpu -i IN "
        f"-c:v h264_qsv -filter:v {SCALE},format=nv12,hwupload=extra_hw_frames=64 {TARGET} {AAC} {KEYS} "
        "-forced_idr 1 -profile:v main -level 42 -strict -2 OUT"
    )


def test_videotoolbox() -> None:
    assert line("videotoolbox") == (
        f"ffmpeg -y -i IN -c:v h264_videotoolbox -filter:v {SCALE} -pix_fmt yuv420p {TARGET} {AAC} {KEYS} "
        "-realtime 0 -profile:v main -level 4.2 -strict -2 OUT"
    )


@pytest.mark.parametrize(
    ("family", "codec", "encoder", "profile"),
    [
        ("nvenc", "h265", "hevc_nvenc", True),
        ("nvenc", "av1", "av1_nvenc", False),
        ("vaapi", "h265", "hevc_vaapi", True),
        ("vaapi", "vp9", "vp9_vaapi", False),
        ("vaapi", "av1", "av1_vaapi", False),
        ("qsv", "h265", "hevc_qsv", True),
        ("qsv", "vp9", "vp9_qsv", False),
        ("qsv", "av1", "av1_qsv", False),
        ("videotoolbox", "h265", "hevc_videotoolbox", True),
    ],
)
def test_other_codecs_have_no_level(family: str, codec: str, encoder: str, *, profile: bool) -> None:
    text = line(family, codec)

    assert f"-c:v {encoder} " in text
    assert ("-profile:v main" in text) is profile
    assert "-level" not in text
    assert "-crf" not in text


def test_short_sources_take_one_pass() -> None:
    assert "-pass" not in line("nvenc", duration=1.0)


@pytest.mark.parametrize(("family", "codec"), [("nvenc", "vp9"), ("videotoolbox", "av1"), ("none", "h264")])
def test_what_the_hardware_cannot_encode_is_encoded_in_software(family: str, codec: str) -> None:
    assert not Acceleration(family).covers(codec)
    assert line(family, codec) == line("none", codec)


def test_renditions_together_share_one_device() -> None:
    source = Source(1080, 60.0, Fraction(30), has_audio=False, interlaced=False)
    profiles = [SimpleNamespace(extension="mp4", resolution=height, codec="h264") for height in (360, 720)]
    command = commands.encode_together(
        source,
        [(profile, EncodeFiles("IN", f"{profile.resolution}.mp4", "")) for profile in profiles],
        ffmpeg="ffmpeg",
        preset="medium",
        minimum_resolutions=[],
        acceleration=Acceleration("vaapi"),
    )

    assert command.count("-init_hw_device") == 1
    assert command.count("h264_vaapi") == 2
