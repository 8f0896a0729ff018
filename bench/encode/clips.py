"""Clips that are as hard to encode as what people upload: fine detail, motion, noise, and sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from apps.encoding import runner
from apps.encoding.commands import Source

RATE = 30
LOOP = 60
"""Seconds that are made; longer clips repeat them, which no encoder notices."""
TIMEOUT = 3600

_INPUTS = (
    f"mandelbrot=size=480x270:rate={RATE}:maxiter=50:start_scale=3:end_scale=0.05:end_pts={LOOP * RATE}",
    f"testsrc2=size=640x360:rate={RATE}",
    "life=size=160x90:rate=10:mold=20:ratio=0.1:seed=7:stitch=1:death_color=0xC83232:life_color=0x40E060",
    "sine=frequency=220",
    "anoisesrc=color=pink:amplitude=0.2:seed=1",
)
_GRAPH = (
    "[0:v]scale=1920:1080:flags=bicubic,format=yuv420p[zoom];"
    f"[2:v]scale=320:180:flags=neighbor,fps={RATE}[cells];"
    "[zoom][1:v]overlay=x='640+600*sin(t/3)':y='360+300*cos(t/2)'[moving];"
    "[moving][cells]overlay=x='640+500*cos(t/2)':y='360+300*sin(t/3)',noise=alls=3:allf=t,"
    "scale={width}:{height},format=yuv420p[video];"
    "[3:a][4:a]amix=inputs=2,aformat=channel_layouts=stereo[audio]"
)


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip, and how the pipeline treats it.

    Attributes:
        seconds: its length.
        bitrate: of its picture, in Mbit/s; 0 for what its contents need.
        chunk_seconds: length of the pieces that it is cut into; 0 to encode it whole.
    """

    name: str
    path: Path
    height: int
    seconds: int
    chunk_seconds: int = 0
    bitrate: int = 0

    @property
    def width(self) -> int:
        """At 16:9, and even."""
        return round(self.height * 8 / 9) * 2

    @property
    def source(self) -> Source:
        """What a probe of it would say."""
        return Source(self.height, float(self.seconds), Fraction(RATE), has_audio=True, interlaced=False)


def file_name(height: int, seconds: int, bitrate: int) -> str:
    """What the file of a clip is called."""
    return f"clip-{height}-{seconds}{f'-{bitrate}M' if bitrate else ''}.mp4"


def make(clip: Clip, *, ffmpeg: str) -> None:
    """Write a clip unless it is there already."""
    unit = clip.path.with_name(file_name(clip.height, LOOP, clip.bitrate))
    if clip.seconds <= LOOP:
        _write(clip.path, _generated(clip, clip.seconds, ffmpeg))
    else:
        _write(unit, _generated(clip, LOOP, ffmpeg))
        _write(clip.path, _repeated(unit, clip.seconds, ffmpeg))


def _write(path: Path, command: Sequence[str]) -> None:
    """Run a command that makes a file, unless there is one; what a failed run leaves is not taken for it."""
    if not path.exists():
        unfinished = path.with_suffix(".part.mp4")
        runner.run_ffmpeg([*command, str(unfinished)], timeout=TIMEOUT)
        unfinished.replace(path)


def _generated(clip: Clip, seconds: int, ffmpeg: str) -> list[str]:
    # FFmpeg 8 may wait for ever if endless inputs of one filter graph are cut off at the outputs.
    inputs = [argument for text in _INPUTS for argument in ("-t", str(seconds), "-f", "lavfi", "-i", text)]
    return [
        *(ffmpeg, "-y", *inputs),
        *("-filter_complex", _GRAPH.format(width=clip.width, height=clip.height)),
        *("-map", "[video]", "-map", "[audio]"),
        *("-c:v", "libx264", "-preset", "veryfast", *_rate(clip.bitrate)),
        *("-g", str(2 * RATE), "-c:a", "aac", "-b:a", "192k"),
    ]


def _rate(bitrate: int) -> list[str]:
    if bitrate:
        return [
            "-b:v",
            f"{bitrate}M",
            "-minrate",
            f"{bitrate}M",
            "-maxrate",
            f"{bitrate}M",
            "-bufsize",
            f"{bitrate}M",
        ]
    return ["-crf", "20", "-maxrate", "16M", "-bufsize", "16M"]


def _repeated(unit: Path, seconds: int, ffmpeg: str) -> list[str]:
    return [ffmpeg, "-y", "-stream_loop", "-1", "-i", str(unit), "-t", str(seconds), "-c", "copy"]
