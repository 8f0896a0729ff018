"""Commands that encode: one rendition each, or several from one decode (spec/pipeline-ffmpeg.md §5)."""

from __future__ import annotations

from collections.abc import Sequence

from apps.encoding.commands.codecs import CODECS
from apps.encoding.commands.encoders import Rendition, Tuning, VideoOptions, software
from apps.encoding.commands.facts import (
    Arguments,
    EncodeFiles,
    NoCommandError,
    Profile,
    Source,
    limited_frame_rate,
    scale_filter,
)
from apps.encoding.commands.hardware import SOFTWARE, Acceleration, hardware


def encode(
    source: Source,
    profile: Profile,
    files: EncodeFiles,
    *,
    ffmpeg: str,
    preset: str,
    minimum_resolutions: Sequence[int],
    threads: int = 0,
    av1_preset: int = 8,
    acceleration: Acceleration = SOFTWARE,
) -> list[Arguments]:
    """Return the one or two command lines that encode a source with one profile.

    With the defaults they are, token for token, what a legacy server runs.

    Args:
        ffmpeg: name of the program.
        preset: of x264 and x265.
        minimum_resolutions: made even from a smaller source.
        threads: of the encoder; 0 leaves it to FFmpeg.
        av1_preset: of SVT-AV1, 0 (slowest) to 13.
        acceleration: hardware to encode with, where it can encode the codec; there is one pass then.

    Raises:
        NoCommandError: unknown codec, no bitrate, or a source too small.
    """
    rendition = _rendition(source, profile, files, minimum_resolutions)
    tuning = Tuning(preset, av1_preset, threads)
    head: Arguments = [ffmpeg, "-y", *_prelude([rendition], acceleration), "-i", files.source]
    return [
        [*head, *_output(rendition, files, tuning, acceleration, number)]
        for number in _passes(rendition, acceleration)
    ]


def encode_together(
    source: Source,
    renditions: Sequence[tuple[Profile, EncodeFiles]],
    *,
    ffmpeg: str,
    preset: str,
    minimum_resolutions: Sequence[int],
    threads: int = 0,
    av1_preset: int = 8,
    acceleration: Acceleration = SOFTWARE,
) -> Arguments:
    """Return the one command line that decodes a source once and encodes it with several profiles.

    Each output has the arguments that :func:`encode` gives it, so the results are the same and their key
    frames lie at the same times. FFmpeg decodes a stream once however many outputs it feeds; each output
    keeps FFmpeg's own choice of streams, which a shared filter graph would have to make itself.

    Args:
        renditions: profiles and files; one source for all. Other arguments as of :func:`encode`.

    Raises:
        NoCommandError: one of them has no command, needs two passes, or reads another source.
    """
    if not renditions or len({files.source for _, files in renditions}) > 1:
        raise NoCommandError("one source is encoded together, into at least one rendition")
    tuning = Tuning(preset, av1_preset, threads)
    made = [(_rendition(source, profile, files, minimum_resolutions), files) for profile, files in renditions]
    outputs: Arguments = []
    for rendition, files in made:
        if len(_passes(rendition, acceleration)) > 1:
            raise NoCommandError("a source this short is encoded in two passes, each rendition alone")
        outputs += _output(rendition, files, tuning, acceleration, None)
    prelude = _prelude([rendition for rendition, _ in made], acceleration)
    return [ffmpeg, "-y", *prelude, "-i", made[0][1].source, *outputs]


def check(source: Source, profile: Profile, *, minimum_resolutions: Sequence[int]) -> None:
    """Return if there is a command that encodes a source with a profile.

    Raises:
        NoCommandError: unknown codec, no bitrate, or a source too small.
    """
    codec, resolution = profile.codec, profile.resolution
    if codec is None or codec not in CODECS:
        raise NoCommandError(f"unknown codec {codec!r}")
    if resolution is None or resolution not in CODECS[codec].bitrates:
        raise NoCommandError(f"no bitrate for {codec} at {resolution}")
    if source.height < resolution and resolution not in minimum_resolutions:
        raise NoCommandError(f"the source has {source.height} lines, fewer than {resolution}")


def _rendition(
    source: Source, profile: Profile, files: EncodeFiles, minimum_resolutions: Sequence[int]
) -> Rendition:
    check(source, profile, minimum_resolutions=minimum_resolutions)
    return Rendition(source, str(profile.codec), profile.resolution or 0, files.passlog)


def _passes(rendition: Rendition, acceleration: Acceleration) -> tuple[int | None, ...]:
    one_pass = acceleration.covers(rendition.codec) or not rendition.constants.two_pass
    return (None,) if one_pass or rendition.source.passes == 1 else (1, 2)


def _prelude(renditions: Sequence[Rendition], acceleration: Acceleration) -> Arguments:
    used = any(acceleration.covers(rendition.codec) for rendition in renditions)
    return acceleration.prelude() if used else []


def _output(
    rendition: Rendition,
    files: EncodeFiles,
    tuning: Tuning,
    acceleration: Acceleration,
    number: int | None,
) -> Arguments:
    """Return everything behind the input: the options of one output, and its path."""
    video = (
        hardware(rendition, acceleration)
        if acceleration.covers(rendition.codec)
        else software(rendition, tuning, number)
    )
    return [
        *("-c:v", video.encoder, "-filter:v", _filters(rendition, video)),
        *video.pixels,
        *video.rate,
        *_audio(rendition),
        *video.block,
        *("-strict", "-2"),
        *_target(files, number),
    ]


def _filters(rendition: Rendition, video: VideoOptions) -> str:
    filters = ["yadif"] if rendition.source.interlaced else []
    rate = limited_frame_rate(rendition.source.frame_rate)
    filters += [scale_filter(rendition.resolution), f"fps=fps={rate}"]
    return ",".join([*filters, video.upload] if video.upload else filters)


def _audio(rendition: Rendition) -> Arguments:
    if not rendition.source.has_audio:
        return []
    constants = rendition.constants
    return ["-c:a", constants.audio_encoder, "-b:a", f"{constants.audio_bitrate}k", "-ac", "2"]


def _target(files: EncodeFiles, number: int | None) -> Arguments:
    if number == 1:
        return ["-an", "-f", "null", "/dev/null"]
    faststart = files.chunk and files.output.endswith("mp4")
    return [*(("-movflags", "+faststart") if faststart else ()), files.output]
