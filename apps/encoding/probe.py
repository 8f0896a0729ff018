"""ffprobe to typed facts, and from them the legacy ``media_info`` (spec/pipeline-ffmpeg.md §1).

The file is untrusted: it is opened as a ``file:`` URL behind protocol and format allow lists, with a time
limit and resource limits. Pictures attached to a video or a song are not video (spec/pipeline.md §20, H21),
and a duration that no header states is measured (H1).
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import filetype
from django.conf import settings

from apps.encoding import commands, runner

logger = logging.getLogger(__name__)

PROBE_TIMEOUT = 60
PACKETS_TIMEOUT = 600
LIMITS = runner.Limits(cpu_seconds=600, address_space=4 * 1024**3)
KIBIT = 1024
MAX_DURATION = 30 * 24 * 3600
MAX_PIXELS = 150_000_000
"""Of one picture of a video: 16K has 133 million."""

STILL_FORMATS = frozenset({"tty", "image2", "image2pipe", "bin", "png_pipe", "gif"})
INTERLACED_ORDERS = frozenset({"tt", "tb", "bt", "bb"})


class ProbeError(Exception):
    """A file is not media that can be processed; the text says why."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One audio or video stream.

    Attributes:
        codec: FFmpeg's name of the codec, ``""`` if unknown.
        duration: seconds.
        bitrate: in units of 1024 bit/s, rounded to two digits.
        raw: the object that ffprobe printed.
    """

    codec: str
    duration: float
    bitrate: float
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a media file holds; at least one of `video` and `audio` is set.

    Attributes:
        path: absolute path at the time of probing.
        file_size: bytes.
        container: FFmpeg's names of the format, such as ``matroska,webm``.
        states_duration: whether the container says how long it plays. Recordings of browsers do not, and
            players cannot seek in them.
    """

    path: Path
    file_size: int
    video: Stream | None
    audio: Stream | None
    container: str = ""
    states_duration: bool = True

    def at(self, path: Path) -> Facts:
        """Return the same facts of a file that has got another name."""
        return replace(self, path=path)

    @property
    def media_info(self) -> dict[str, Any]:
        """The legacy object, key for key and in order, without ``md5sum`` at its end (a whole read)."""
        if self.video is None:
            raw = self.audio.raw if self.audio else {}
            return {"is_video": False, "is_audio": self.audio is not None, "audio_info": raw}
        return {
            "filename": str(self.path),
            "file_size": self.file_size,
            **_video_info(self.video, has_audio=self.audio is not None),
            **(_audio_info(self.audio) if self.audio else {}),
            "video_info": self.video.raw,
            "audio_info": self.audio.raw if self.audio else {},
            "is_video": True,
        }


def _video_info(video: Stream, *, has_audio: bool) -> dict[str, Any]:
    raw = video.raw
    numerator, _, denominator = str(raw.get("r_frame_rate", "30/1")).partition("/")
    return {
        "video_duration": video.duration,
        "video_frame_rate_n": numerator,
        "video_frame_rate_d": denominator or "1",
        "video_bitrate": video.bitrate,
        "video_width": raw["width"],
        "video_height": raw["height"],
        "video_codec": video.codec,
        "has_video": True,
        "has_audio": has_audio,
        "color_range": raw.get("color_range"),
        "color_space": raw.get("color_space"),
        "color_transfer": raw.get("color_space"),  # the legacy server stores the space twice
        "color_primaries": raw.get("color_primaries"),
        "interlaced": raw.get("field_order") in INTERLACED_ORDERS,
        "display_aspect_ratio": raw.get("display_aspect_ratio"),
        "sample_aspect_ratio": raw.get("sample_aspect_ratio"),
    }


def _audio_info(audio: Stream) -> dict[str, Any]:
    return {
        "audio_duration": audio.duration,
        "audio_sample_rate": audio.raw.get("sample_rate"),
        "audio_codec": audio.codec,
        "audio_bitrate": audio.bitrate,
        "audio_channels": audio.raw.get("channels"),
    }


def detect_type(path: Path) -> str | None:
    """Return ``video``, ``image``, ``audio`` or ``pdf`` by a file's first bytes, None for anything else.

    The name is not looked at (spec/pipeline.md §4.3, step A).
    """
    try:
        kind = filetype.guess(str(path))
    except OSError:
        return None
    if kind is None:
        return None
    main = kind.mime.partition("/")[0]
    if main in {"video", "image", "audio"}:
        return str(main)
    return "pdf" if "pdf" in kind.mime else None


def probe(path: Path) -> Facts:
    """Return what a media file holds.

    Args:
        path: absolute.

    Raises:
        ProbeError: missing or unreadable file, a picture or text, no stream, no duration, no picture size; or
            ffprobe is not installed.
    """
    try:
        file_size = path.stat().st_size
    except OSError as error:
        raise ProbeError(f"cannot read the file: {error.strerror}") from error
    report = _describe(path)
    container = report.get("format", {})
    video_raw, audio_raw = _select(report.get("streams", []))
    if video_raw is None and audio_raw is None:
        raise ProbeError("the file has neither a video nor an audio stream")
    if video_raw is not None:
        _check_picture(video_raw, container)
    return Facts(
        path=path,
        file_size=file_size,
        video=None if video_raw is None else _stream(path, video_raw, container, required=True),
        audio=None if audio_raw is None else _stream(path, audio_raw, container, required=False),
        container=str(container.get("format_name", "")),
        states_duration=_number(container.get("duration")) is not None,
    )


def is_playable(path: Path) -> bool:
    """Whether a file that an encode wrote is not empty and holds video or audio."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        probe(path)
    except ProbeError as error:
        logger.warning("%s is not playable: %s", path, error)
        return False
    return True


def md5sum(path: Path) -> str:
    """Return the MD5 of a file in hexadecimal, a content check that the legacy columns hold."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _describe(path: Path) -> dict[str, Any]:
    command = [settings.FFPROBE_COMMAND, "-loglevel", "error", "-show_streams", "-show_format", "-of", "json"]
    try:
        output = runner.run(
            commands.hardened([*command, "-i", str(path)]), timeout=PROBE_TIMEOUT, limits=LIMITS
        ).stdout
        report = json.loads(output)
    except (runner.ProgramError, ValueError) as error:
        reason = getattr(error, "stderr", "").strip().rpartition("\n")[2]
        raise ProbeError(f"ffprobe cannot read the file: {reason or error}") from error
    if not isinstance(report, dict):
        raise ProbeError("ffprobe printed no object")
    return report


def _select(streams: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The last video and the last audio stream win."""
    video = audio = None
    for stream in streams:
        if stream.get("codec_type") == "video" and not _is_cover(stream):
            video = stream
        elif stream.get("codec_type") == "audio":
            audio = stream
    return video, audio


def _is_cover(stream: dict[str, Any]) -> bool:
    attached = stream.get("disposition", {}).get("attached_pic") == 1
    return attached or (stream.get("codec_name") == "mjpeg" and stream.get("avg_frame_rate") == "0/0")


def _check_picture(video: dict[str, Any], container: dict[str, Any]) -> None:
    if container.get("format_name") in STILL_FORMATS:
        raise ProbeError(f"{container['format_name']} is not a video format")
    if not video.get("width") or not video.get("height"):
        raise ProbeError("the video stream has no picture size")
    if video["width"] * video["height"] > MAX_PIXELS:
        raise ProbeError(f"{video['width']}x{video['height']} pixels are too many")


def _stream(path: Path, raw: dict[str, Any], container: dict[str, Any], *, required: bool) -> Stream:
    """Fill the gaps of what headers say by one pass over the packets."""
    duration = _stated_duration(raw, container)
    bitrate = _number(raw.get("bit_rate"))
    if duration is None or bitrate is None:
        packets = _Packets.read(path, raw["index"])
        duration = packets.duration if duration is None else duration
        bitrate = packets.bits / duration if bitrate is None and duration else bitrate
    if duration is None and required:
        raise ProbeError("the duration is unknown")
    if duration is not None and duration > MAX_DURATION:
        raise ProbeError(f"a duration of {duration} s cannot be right")
    return Stream(
        codec=str(raw.get("codec_name", "")),
        duration=duration or 0.0,
        bitrate=round((bitrate or 0.0) / KIBIT, 2),
        raw=raw,
    )


def _stated_duration(raw: dict[str, Any], container: dict[str, Any]) -> float | None:
    """The stream's own duration, else its tag (as in Matroska), else the container's."""
    own = _number(raw.get("duration"))
    if own is not None:
        return own
    tagged = _clock(str(raw.get("tags", {}).get("DURATION", "")))
    return tagged if tagged is not None else _number(container.get("duration"))


def _clock(text: str) -> float | None:
    """Seconds of ``HH:MM:SS.fraction``."""
    parts = [_number(part) for part in text.replace(",", ".").split(":")]
    if len(parts) != 3:
        return None
    hours, minutes, seconds = parts
    if hours is None or minutes is None or seconds is None:
        return None
    return hours * 3600 + minutes * 60 + seconds


def _number(value: object) -> float | None:
    """A finite number that is not negative, else None."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


class _Packets:
    """Sum of the packets of one stream."""

    def __init__(self) -> None:
        self.bits = 0
        self._start: float | None = None
        self._end = 0.0

    @classmethod
    def read(cls, path: Path, index: int) -> _Packets:
        packets = cls()
        command: commands.Arguments = [
            *(settings.FFPROBE_COMMAND, "-loglevel", "error", "-select_streams", str(index)),
            *("-show_entries", "packet=pts_time,duration_time,size", "-of", "csv=p=0", "-i", str(path)),
        ]
        try:
            runner.run(
                commands.hardened(command), timeout=PACKETS_TIMEOUT, on_line=packets.add, limits=LIMITS
            )
        except runner.ProgramError as error:
            raise ProbeError(f"cannot read the packets: {error}") from error
        return packets

    @property
    def duration(self) -> float | None:
        if self._start is None or self._end <= self._start:
            return None
        return round(self._end - self._start, 6)

    def add(self, line: bytes) -> None:
        """Take ``pts,duration,size``; ffprobe prints ``N/A`` for what it does not know."""
        start, length, size = (_number(value) for value in line.decode("ascii", "replace").split(",")[:3])
        self.bits += int(size or 0) * 8
        if start is not None:
            self._start = start if self._start is None else min(self._start, start)
            self._end = max(self._end, start + (length or 0.0))
