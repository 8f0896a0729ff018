"""What commands are made from: facts of a source, a profile, the files of an encode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

Arguments = list[str | int]

KEYFRAME_DISTANCE = 4
"""Seconds; renditions are aligned by it with each other and with the HLS segments."""
CRF_FROM_SECONDS = 2
MAX_FRAME_RATE = 60
ASPECT = Fraction(16, 9)


class NoCommandError(Exception):
    """There is no command line for this source and profile; the text says why."""


class Profile(Protocol):
    """What a row of ``files_encodeprofile`` says about a rendition."""

    @property
    def extension(self) -> str: ...
    @property
    def resolution(self) -> int | None: ...
    @property
    def codec(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of a source that its encodes depend on.

    Attributes:
        height: coded lines.
        duration: seconds.
        frame_rate: frames a second.
    """

    height: int
    duration: float
    frame_rate: Fraction
    has_audio: bool
    interlaced: bool

    @classmethod
    def from_media_info(cls, info: Mapping[str, Any]) -> Source:
        """Read a decoded ``files_media.media_info`` (spec/pipeline-ffmpeg.md §1.3).

        Raises:
            NoCommandError: it lacks the height or the duration.
        """
        try:
            height, duration = int(info["video_height"]), float(info["video_duration"])
        except (KeyError, TypeError, ValueError) as error:
            raise NoCommandError("the probe of the source knows no height or duration") from error
        return cls(
            height=height,
            duration=duration,
            frame_rate=frame_rate(info.get("video_frame_rate_n", 30), info.get("video_frame_rate_d", 1)),
            has_audio=bool(info.get("has_audio")),
            interlaced=bool(info.get("interlaced")),
        )

    @property
    def passes(self) -> int:
        """How often an encode reads the source: once for constant quality, twice where that is too short."""
        return 1 if self.duration > CRF_FROM_SECONDS else 2


@dataclass(frozen=True, slots=True)
class EncodeFiles:
    """Absolute paths of one encode; `chunk` says that the source is a piece of a longer one."""

    source: str
    output: str
    passlog: str
    chunk: bool = False


def frame_rate(numerator: str | int, denominator: str | int) -> Fraction:
    """Return a frame rate from its two halves; 30 for what is not one, such as FFmpeg's ``0/0``."""
    try:
        rate = Fraction(int(numerator), int(denominator))
    except (ValueError, ZeroDivisionError):
        return Fraction(30)
    return rate if rate > 0 else Fraction(30)


def limited_frame_rate(rate: Fraction) -> Fraction:
    """Halve a rate until it is at most 60; at least 1."""
    while rate > MAX_FRAME_RATE:
        rate /= 2
    return max(rate, Fraction(1))


def box(resolution: int) -> tuple[int, int]:
    """Return width and height of the 16:9 box of a resolution."""
    return round(resolution * ASPECT), resolution


def scale_filter(resolution: int) -> str:
    """Return the filter that fits a picture into the 16:9 box of a resolution, upright or lying."""
    long, short = box(resolution)
    return (
        rf"scale=if(lt(iw\,ih)\,{short}\,{long}):if(lt(iw\,ih)\,{long}\,{short})"
        ":force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos"
    )
