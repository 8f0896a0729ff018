"""Options of the software encoders (spec/pipeline-ffmpeg.md §5.3), and what all encoders have in common."""

from __future__ import annotations

from dataclasses import dataclass

from apps.encoding.commands.codecs import CODECS, Codec
from apps.encoding.commands.facts import KEYFRAME_DISTANCE, Arguments, Source, limited_frame_rate

FORCED_KEYFRAMES = ("-force_key_frames", f"expr:gte(t,n_forced*{KEYFRAME_DISTANCE})")


@dataclass(frozen=True, slots=True)
class Tuning:
    """Choices of the operator that encoders are run with.

    Attributes:
        preset: of x264 and x265.
        av1_preset: of SVT-AV1, 0 (slowest) to 13.
        threads: of each encoder; 0 leaves it to FFmpeg.
    """

    preset: str
    av1_preset: int = 8
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a source in one codec; bitrates are in kbit/s, `keyint` in frames."""

    source: Source
    codec: str
    resolution: int
    passlog: str = ""

    @property
    def constants(self) -> Codec:
        return CODECS[self.codec]

    @property
    def bitrate(self) -> int:
        return self.constants.bitrate(self.resolution, self.source.frame_rate)

    @property
    def ceiling(self) -> int:
        return int(self.bitrate * 1.5)

    @property
    def keyint(self) -> int:
        return int(limited_frame_rate(self.source.frame_rate) * KEYFRAME_DISTANCE)

    @property
    def level(self) -> str:
        return "4.2" if self.resolution <= 1080 else "5.2"


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """What an encoder needs, in the places of a command line where a legacy server has it.

    Attributes:
        encoder: FFmpeg's name of it.
        pixels: the pixel format.
        rate: rate control that stands before the audio.
        block: everything else, behind the audio.
        upload: filters that move pictures to the device, behind the others.
    """

    encoder: str
    pixels: Arguments
    rate: Arguments
    block: Arguments
    upload: str = ""


def software(rendition: Rendition, tuning: Tuning, number: int | None) -> VideoOptions:
    """Return the options of a rendition's software encoder.

    Args:
        number: of the pass, 1 or 2; None for the only one, by constant quality.
    """
    blocks = {"h264": _h264, "h265": _h265, "vp9": _vp9, "av1": _av1}
    return VideoOptions(
        encoder=rendition.constants.encoder,
        pixels=["-pix_fmt", "yuv420p"],
        rate=_rate(rendition, number),
        block=[*blocks[rendition.codec](rendition, tuning, number), *_threads(rendition, tuning)],
    )


def _rate(rendition: Rendition, number: int | None) -> Arguments:
    target: Arguments = ["-b:v", f"{rendition.bitrate}k"]
    if number is not None:
        return target
    quality: Arguments = ["-crf", str(rendition.constants.crf)]
    return quality + target if rendition.codec == "vp9" else quality


def _h264(rendition: Rendition, tuning: Tuning, number: int | None) -> Arguments:
    ceiling, keyint = rendition.ceiling, rendition.keyint
    return [
        *("-maxrate", f"{ceiling}k", "-bufsize", f"{ceiling}k"),
        *FORCED_KEYFRAMES,
        *("-x264-params", f"keyint={2 * keyint}:keyint_min={keyint}"),
        *("-preset", tuning.preset, "-profile:v", "main"),
        *("-level", rendition.level),
        *_pass_options(rendition, number),
    ]


def _h265(rendition: Rendition, tuning: Tuning, number: int | None) -> Arguments:
    ceiling, keyint = rendition.ceiling, rendition.keyint
    parameters = f"vbv-maxrate={ceiling}:vbv-bufsize={ceiling}:keyint={2 * keyint}:keyint_min={keyint}"
    if tuning.threads:
        parameters += f":pools={tuning.threads}"
    if number is not None:
        parameters += f":stats={rendition.passlog}:pass={number}"
    return [
        *FORCED_KEYFRAMES,
        *("-x265-params", parameters),
        *("-preset", tuning.preset, "-profile:v", "main"),
    ]


def _vp9(rendition: Rendition, _: Tuning, number: int | None) -> Arguments:
    ceiling, keyint = rendition.ceiling, rendition.keyint
    return [
        *("-g", str(keyint), "-keyint_min", str(keyint)),
        *("-maxrate", f"{ceiling}k", "-minrate", f"{int(rendition.bitrate * 0.5)}k"),
        *("-bufsize", f"{ceiling}k", "-speed", 4 if number == 1 else 2),
        *_pass_options(rendition, number),
    ]


def _av1(rendition: Rendition, tuning: Tuning, _: int | None) -> Arguments:
    parameters = f"lp={tuning.threads}" if tuning.threads else ""
    return [
        *("-maxrate", f"{rendition.ceiling}k", "-bufsize", f"{rendition.ceiling}k"),
        *("-g", str(rendition.keyint), *FORCED_KEYFRAMES),
        *("-preset", str(tuning.av1_preset)),
        *(("-svtav1-params", parameters) if parameters else ()),
    ]


def _pass_options(rendition: Rendition, number: int | None) -> Arguments:
    return [] if number is None else ["-passlogfile", rendition.passlog, "-pass", number]


def _threads(rendition: Rendition, tuning: Tuning) -> Arguments:
    """x265 and SVT-AV1 have thread pools, whose size is a parameter of theirs."""
    pooled = rendition.codec in ("h265", "av1")
    return ["-threads", str(tuning.threads)] if tuning.threads and not pooled else []
