"""Options of hardware encoders: NVENC, VA-API, Quick Sync, VideoToolbox.

Sources are decoded, deinterlaced and scaled in software, so that sizes, frame rates and key frames are those
of the software renditions, whatever the device can do; only the encoder changes. Constant rate factors mean
nothing to these encoders; they get a constant quality with a ceiling (NVENC) or the target bitrate of the
ladder with a ceiling (the others, whose quality modes depend on device and driver).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apps.encoding.commands.encoders import FORCED_KEYFRAMES, Rendition, VideoOptions
from apps.encoding.commands.facts import Arguments

NONE = "none"
FAMILIES: Mapping[str, Mapping[str, str]] = {
    "nvenc": {"h264": "h264_nvenc", "h265": "hevc_nvenc", "av1": "av1_nvenc"},
    "vaapi": {"h264": "h264_vaapi", "h265": "hevc_vaapi", "vp9": "vp9_vaapi", "av1": "av1_vaapi"},
    "qsv": {"h264": "h264_qsv", "h265": "hevc_qsv", "vp9": "vp9_qsv", "av1": "av1_qsv"},
    "videotoolbox": {"h264": "h264_videotoolbox", "h265": "hevc_videotoolbox"},
}
DEFAULT_RENDER_NODE = "/dev/dri/renderD128"


@dataclass(frozen=True, slots=True)
class Acceleration:
    """Where encoding happens.

    Attributes:
        family: ``none`` (in software) or a name of `FAMILIES`.
        device: of NVENC the number of the card, of VA-API and Quick Sync the render node; the first if empty.
    """

    family: str = NONE
    device: str = ""

    def covers(self, codec: str | None) -> bool:
        """Whether a codec is encoded in hardware; others are encoded in software."""
        return codec in FAMILIES.get(self.family, {})

    def prelude(self) -> Arguments:
        """Return the arguments before the input that open the device."""
        node = self.device or DEFAULT_RENDER_NODE
        if self.family == "vaapi":
            return ["-init_hw_device", f"vaapi=gpu:{node}", "-filter_hw_device", "gpu"]
        if self.family == "qsv":
            return ["-init_hw_device", f"qsv=gpu,child_device={node}", "-filter_hw_device", "gpu"]
        return []


SOFTWARE = Acceleration()


def hardware(rendition: Rendition, acceleration: Acceleration) -> VideoOptions:
    """Return the options of a rendition's hardware encoder; `acceleration` has to cover its codec."""
    options = _OPTIONS[acceleration.family](rendition, acceleration)
    return VideoOptions(
        encoder=FAMILIES[acceleration.family][rendition.codec],
        pixels=options.pixels,
        rate=options.rate,
        block=[*_keyframes(rendition), *options.block],
        upload=options.upload,
    )


@dataclass(frozen=True, slots=True)
class _Options:
    rate: Arguments
    block: Arguments
    pixels: Arguments
    upload: str = ""


def _nvenc(rendition: Rendition, acceleration: Acceleration) -> _Options:
    return _Options(
        pixels=["-pix_fmt", "yuv420p"],
        rate=["-rc", "vbr", "-cq", str(rendition.constants.crf), "-b:v", "0", *_ceiling(rendition)],
        block=[
            *("-forced-idr", "1", "-preset", "p5", "-tune", "hq"),
            *_profile(rendition, level=rendition.level),
            *(("-gpu", acceleration.device) if acceleration.device else ()),
        ],
    )


def _vaapi(rendition: Rendition, _: Acceleration) -> _Options:
    return _Options(
        pixels=[],
        upload="format=nv12,hwupload",
        rate=["-rc_mode", "VBR", *_target(rendition)],
        block=_profile(rendition, level=rendition.level),
    )


def _qsv(rendition: Rendition, _: Acceleration) -> _Options:
    return _Options(
        pixels=[],
        upload="format=nv12,hwupload=extra_hw_frames=64",
        rate=_target(rendition),
        block=["-forced_idr", "1", *_profile(rendition, level=rendition.level.replace(".", ""))],
    )


def _videotoolbox(rendition: Rendition, _: Acceleration) -> _Options:
    return _Options(
        pixels=["-pix_fmt", "yuv420p"],
        rate=_target(rendition),
        block=["-realtime", "0", *_profile(rendition, level=rendition.level)],
    )


_OPTIONS: Mapping[str, Callable[[Rendition, Acceleration], _Options]] = {
    "nvenc": _nvenc,
    "vaapi": _vaapi,
    "qsv": _qsv,
    "videotoolbox": _videotoolbox,
}


def _target(rendition: Rendition) -> Arguments:
    return ["-b:v", f"{rendition.bitrate}k", *_ceiling(rendition)]


def _ceiling(rendition: Rendition) -> Arguments:
    return ["-maxrate", f"{rendition.ceiling}k", "-bufsize", f"{rendition.ceiling}k"]


def _keyframes(rendition: Rendition) -> Arguments:
    return [*FORCED_KEYFRAMES, "-g", str(2 * rendition.keyint)]


def _profile(rendition: Rendition, *, level: str) -> Arguments:
    """Profile and level as the software encoders have them; VP9 and AV1 have one for 8 bits only."""
    if rendition.codec == "h264":
        return ["-profile:v", "main", "-level", level]
    return ["-profile:v", "main"] if rendition.codec == "h265" else []
