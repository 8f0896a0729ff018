"""Facts to argument lists: every FFmpeg command line of the pipeline.

Pure functions. What they return is, token for token, what a legacy server runs (spec/pipeline-ffmpeg.md §5
and §7), because it is stored in ``files_encoding.commands``; :func:`hardened` adds, at the moment of running,
what makes untrusted input safe to open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

Arguments = list[str | int]

KEYFRAME_DISTANCE = 4
CRF_FROM_SECONDS = 2
MAX_FRAME_RATE = 60
HIGH_FRAME_RATE = 30
ASPECT = Fraction(16, 9)

# kbit/s by resolution: up to 30 frames a second, above.
_H264_BITRATES = {
    144: (150, 150),
    240: (300, 300),
    360: (500, 500),
    480: (1000, 1000),
    720: (2500, 3500),
    1080: (4500, 7500),
    1440: (9000, 18000),
    2160: (18000, 40000),
}
_H265_BITRATES = {
    144: (75, 75),
    240: (150, 150),
    360: (275, 275),
    480: (500, 500),
    720: (1024, 1800),
    1080: (1800, 3000),
    1440: (4500, 8000),
    2160: (10000, 18000),
}


@dataclass(frozen=True, slots=True)
class Codec:
    """The constants of one video codec and of the audio that goes with it (bitrates in kbit/s)."""

    encoder: str
    crf: int
    bitrates: Mapping[int, tuple[int, int]]
    audio_encoder: str
    audio_bitrate: int


CODECS: Mapping[str, Codec] = {
    "h264": Codec("libx264", 23, _H264_BITRATES, "aac", 128),
    "h265": Codec("libx265", 28, _H265_BITRATES, "aac", 128),
    "vp9": Codec("libvpx-vp9", 32, _H265_BITRATES, "libopus", 96),
}

# Demuxers of self-contained files. Playlists, manifests and scripts, which name other files, are left out.
INPUT_FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,asf_o,au,avi,caf,dts,dv,eac3,flac,flv,gxf,h264,hevc,ivf,"
    "matroska,webm,mp3,mov,mp4,m4a,m4v,3gp,3g2,mj2,mpeg,mpegts,mpegvideo,mpc,mpc8,mxf,nut,nsv,obu,ogg,"
    "rm,spx,swf,tta,truehd,vc1,w64,wav,wtv,wv"
)
CONCAT_FORMATS = f"concat,{INPUT_FORMATS}"
PROTOCOLS = "file"


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


def encode(
    source: Source,
    profile: Profile,
    files: EncodeFiles,
    *,
    ffmpeg: str,
    preset: str,
    minimum_resolutions: Sequence[int],
) -> list[Arguments]:
    """Return the one or two command lines that encode a source (spec/pipeline-ffmpeg.md §5).

    Args:
        ffmpeg: name of the program.
        preset: of x264 and x265.
        minimum_resolutions: made even from a smaller source.

    Raises:
        NoCommandError: unknown codec, no bitrate, or a source too small.
    """
    codec, resolution, bitrate = _rendition(source, profile, minimum_resolutions)
    plan = _Plan(source, files, codec, resolution, bitrate, ffmpeg, preset)
    passes = (None,) if source.duration > CRF_FROM_SECONDS else (1, 2)
    return [plan.arguments(number) for number in passes]


def _rendition(source: Source, profile: Profile, minimum_resolutions: Sequence[int]) -> tuple[str, int, int]:
    codec, resolution = profile.codec, profile.resolution
    if codec is None or codec not in CODECS:
        raise NoCommandError(f"unknown codec {codec!r}")
    if resolution is None or resolution not in CODECS[codec].bitrates:
        raise NoCommandError(f"no bitrate for {codec} at {resolution}")
    if source.height < resolution and resolution not in minimum_resolutions:
        raise NoCommandError(f"the source has {source.height} lines, fewer than {resolution}")
    return codec, resolution, CODECS[codec].bitrates[resolution][source.frame_rate > HIGH_FRAME_RATE]


@dataclass(frozen=True, slots=True)
class _Plan:
    """One rendition of one source; `number` is the pass, None for the single one by constant quality."""

    source: Source
    files: EncodeFiles
    codec: str
    resolution: int
    bitrate: int
    ffmpeg: str
    preset: str

    def arguments(self, number: int | None) -> Arguments:
        return [
            *(self.ffmpeg, "-y", "-i", self.files.source),
            *("-c:v", CODECS[self.codec].encoder),
            *("-filter:v", self._filters(), "-pix_fmt", "yuv420p"),
            *self._rate(number),
            *self._audio(),
            *{"h264": self._h264, "h265": self._h265, "vp9": self._vp9}[self.codec](number),
            *("-strict", "-2"),
            *self._output(number),
        ]

    def _filters(self) -> str:
        filters = ["yadif"] if self.source.interlaced else []
        rate = limited_frame_rate(self.source.frame_rate)
        return ",".join([*filters, scale_filter(self.resolution), f"fps=fps={rate}"])

    def _rate(self, number: int | None) -> Arguments:
        target: Arguments = ["-b:v", f"{self.bitrate}k"]
        if number is not None:
            return target
        quality: Arguments = ["-crf", str(CODECS[self.codec].crf)]
        return quality + target if self.codec == "vp9" else quality

    def _audio(self) -> Arguments:
        if not self.source.has_audio:
            return []
        constants = CODECS[self.codec]
        return ["-c:a", constants.audio_encoder, "-b:a", f"{constants.audio_bitrate}k", "-ac", "2"]

    @property
    def _keyint(self) -> int:
        return int(limited_frame_rate(self.source.frame_rate) * KEYFRAME_DISTANCE)

    @property
    def _ceiling(self) -> int:
        return int(self.bitrate * 1.5)

    def _h264(self, number: int | None) -> Arguments:
        return [
            *("-maxrate", f"{self._ceiling}k", "-bufsize", f"{self._ceiling}k"),
            *("-force_key_frames", f"expr:gte(t,n_forced*{KEYFRAME_DISTANCE})"),
            *("-x264-params", f"keyint={2 * self._keyint}:keyint_min={self._keyint}"),
            *("-preset", self.preset, "-profile:v", "main"),
            *("-level", "4.2" if self.resolution <= 1080 else "5.2"),
            *self._pass_options(number),
        ]

    def _h265(self, number: int | None) -> Arguments:
        ceiling, keyint = self._ceiling, self._keyint
        parameters = f"vbv-maxrate={ceiling}:vbv-bufsize={ceiling}:keyint={2 * keyint}:keyint_min={keyint}"
        if number is not None:
            parameters += f":stats={self.files.passlog}:pass={number}"
        return [
            *("-force_key_frames", f"expr:gte(t,n_forced*{KEYFRAME_DISTANCE})"),
            *("-x265-params", parameters),
            *("-preset", self.preset, "-profile:v", "main"),
        ]

    def _vp9(self, number: int | None) -> Arguments:
        return [
            *("-g", str(self._keyint), "-keyint_min", str(self._keyint)),
            *("-maxrate", f"{self._ceiling}k", "-minrate", f"{int(self.bitrate * 0.5)}k"),
            *("-bufsize", f"{self._ceiling}k", "-speed", 4 if number == 1 else 2),
            *self._pass_options(number),
        ]

    def _pass_options(self, number: int | None) -> Arguments:
        return [] if number is None else ["-passlogfile", self.files.passlog, "-pass", number]

    def _output(self, number: int | None) -> Arguments:
        if number == 1:
            return ["-an", "-f", "null", "/dev/null"]
        faststart = self.files.chunk and self.files.output.endswith("mp4")
        return [*(("-movflags", "+faststart") if faststart else ()), self.files.output]


def scale_filter(resolution: int) -> str:
    """Return the filter that fits a picture into the 16:9 box of a resolution, upright or lying."""
    short, long = resolution, round(resolution * ASPECT)
    return (
        rf"scale=if(lt(iw\,ih)\,{short}\,{long}):if(lt(iw\,ih)\,{long}\,{short})"
        ":force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos"
    )


def limited_frame_rate(rate: Fraction) -> Fraction:
    """Halve a rate until it is at most 60; at least 1."""
    while rate > MAX_FRAME_RATE:
        rate /= 2
    return max(rate, Fraction(1))


def thumbnail_frame(source: str, output: str, *, seconds: float, ffmpeg: str) -> Arguments:
    """Return the command that writes the frame at `seconds` as a JPEG."""
    return [ffmpeg, "-ss", f"{seconds:.1f}", "-i", source, "-vframes", "1", "-y", output]


def preview(source: str, output: str, *, ffmpeg: str) -> Arguments:
    """Return the command that makes the animated preview: 25 s from second 3 at one frame a second."""
    return [
        *(ffmpeg, "-y", "-ss", "3", "-i", source, "-hide_banner"),
        *("-vf", "scale=344:-1:flags=lanczos,fps=1", "-t", "25", "-f", "gif", output),
    ]


def sprite_frames(source: str, output: str, *, seconds: int, size: tuple[int, int], ffmpeg: str) -> Arguments:
    """Return the command that writes one raw RGB frame of `size` per `seconds`, each behind the last.

    Raw frames of equal width below each other are the sprite's pixels, so nothing has to join them.
    """
    width, height = size
    return [
        *(ffmpeg, "-i", source, "-vf", f"fps=1/{seconds},scale={width}:{height}"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-y", output),
    ]


def split(source: str, pattern: str, *, seconds: int, ffmpeg: str) -> Arguments:
    """Return the command that cuts a source into pieces without encoding, named by a ``%02d`` pattern."""
    return [
        *(ffmpeg, "-y", "-i", source, "-c", "copy"),
        *("-f", "segment", "-segment_time", str(seconds), pattern),
    ]


def join(listing: str, output: str, *, ffmpeg: str) -> Arguments:
    """Return the command that joins the encoded pieces that a list file names."""
    return [
        *(ffmpeg, "-y", "-f", "concat", "-safe", "0", "-i", listing),
        *("-c", "copy", "-pix_fmt", "yuv420p", "-movflags", "faststart", output),
    ]


def trim(source: str, output: str, *, start: float, seconds: float, ffmpeg: str) -> Arguments:
    """Return the command that copies a stretch of a file, beginning at the key frame before `start`."""
    return [
        *(ffmpeg, "-y", "-ss", f"{start:.3f}", "-i", source, "-t", f"{seconds:.3f}"),
        *("-c", "copy", "-avoid_negative_ts", "1", output),
    ]


def join_trimmed(listing: str, output: str, *, ffmpeg: str) -> Arguments:
    """Return the command that joins the stretches of one file that a list file names."""
    return [ffmpeg, "-y", "-f", "concat", "-safe", "0", "-i", listing, "-c", "copy", output]


def concat_listing(paths: Iterable[str]) -> str:
    """Return the text of a list file for the joining commands; any path survives, quotes and blanks too."""
    return "".join("file '{}'\n".format(path.replace("'", r"'\''")) for path in paths)


def hls_segments(source: str, segments: str, playlist: str, *, seconds: int, ffmpeg: str) -> Arguments:
    """Return the command that cuts an mp4 rendition into MPEG-TS segments and writes their playlist.

    Args:
        segments: pattern of the segment names, with ``%d``.
    """
    return [
        *(ffmpeg, "-y", "-i", source, "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy"),
        *("-bsf:v", "h264_mp4toannexb", "-f", "hls", "-hls_time", str(seconds), "-hls_list_size", "0"),
        *("-hls_playlist_type", "vod", "-start_number", "0", "-hls_segment_filename", segments, playlist),
    ]


def hardened(command: Arguments) -> Arguments:
    """Return a command whose inputs cannot lead anywhere else (OWASP SSRF; spec/pipeline.md §20, H19).

    Before each ``-i`` stand a protocol and a format allow list, so that a playlist or manifest under a
    video's name is refused instead of followed; the path becomes a ``file:`` URL, so that no name is taken
    for a protocol or an option.
    """
    formats = CONCAT_FORMATS if "concat" in command else INPUT_FORMATS
    guarded: Arguments = []
    previous: str | int = ""
    for argument in command:
        if argument == "-i":
            guarded += ["-protocol_whitelist", PROTOCOLS, "-format_whitelist", formats]
        guarded.append(f"file:{argument}" if previous == "-i" else argument)
        previous = argument
    return guarded
