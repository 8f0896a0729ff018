"""Pictures: thumbnails, posters, sprites and previews (spec/pipeline.md §5, spec/pipeline-ffmpeg.md §2).

Functions here turn files into JPEG bytes or files; where those are stored is the business of the services.
"""

from __future__ import annotations

import io
import logging
import secrets
import struct
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from PIL import Image

from apps.encoding import commands, probe, runner
from apps.encoding.paths import temporary_directory

logger = logging.getLogger(__name__)

THUMBNAIL_WIDTH = 344
POSTER_WIDTH = 720
JPEG_QUALITY = 95
SPRITE_SIZE = (160, 90)
JPEG_MAX_LINES = 65_500
MAX_PIXELS = 100_000_000
FRAME_TIMEOUT = 120
SPRITE_TIMEOUT = 7200
LIMITS = runner.Limits(file_size=2 * 1024**3, niceness=5)

# What Pillow's decoders raise for broken or hostile files.
_DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class ImageError(Exception):
    """A picture cannot be read or made; the text says why."""


def fit_width(path: Path, width: int, *, quality: int = JPEG_QUALITY) -> bytes:
    """Return a picture as a JPEG of the given width, its height following.

    Smaller pictures are enlarged, transparency becomes white, of animations the first frame is taken;
    orientation marks are neither honoured nor kept.

    Raises:
        ImageError: not a picture that Pillow reads, or one too large to be decoded safely.
    """
    try:
        with Image.open(path) as image:
            height = max(1, round(image.height * width / image.width))
            if image.width * image.height > MAX_PIXELS or height > JPEG_MAX_LINES:
                raise ImageError(f"{image.width}x{image.height} pixels are too many")
            image.draft("RGB", (width, height))
            flat = _without_transparency(image)
            return _jpeg(flat.resize((width, height), Image.Resampling.LANCZOS), quality)
    except _DECODE_ERRORS as error:
        raise ImageError(f"unreadable picture: {error}") from error


def _without_transparency(image: Image.Image) -> Image.Image:
    if image.mode not in {"RGBA", "LA", "PA"}:
        return image.convert("RGB")
    colours = image.convert("RGBA")
    canvas = Image.new("RGB", colours.size, "white")
    canvas.paste(colours, mask=colours.getchannel("A"))
    return canvas


def _jpeg(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def random_time(duration: int) -> float:
    """Return a second inside a video, with one decimal; 0.0 if it is too short for that.

    Args:
        duration: whole seconds.
    """
    return secrets.randbelow(max(1, duration * 10)) / 10


def video_frame(source: Path, target: Path, *, seconds: float) -> None:
    """Write one frame of a video as a JPEG.

    There may be no frame behind the wanted time (the last key frame of an MPEG-TS file lies before it), so
    earlier ones are tried.

    Raises:
        ImageError: no frame can be decoded.
    """
    reason = "no frame"
    for moment in _earlier(seconds):
        command = commands.thumbnail_frame(
            str(source), str(target), seconds=moment, ffmpeg=settings.FFMPEG_COMMAND
        )
        try:
            runner.run_ffmpeg(commands.hardened(command), timeout=FRAME_TIMEOUT, limits=LIMITS)
        except runner.ProgramError as error:
            reason = f"{error}: {error.stderr[-300:]}"
        if probe.detect_type(target) == "image":
            return
    raise ImageError(f"no frame of {source.name} at {seconds} s: {reason}")


def _earlier(seconds: float) -> Iterable[float]:
    """The wanted time, half of it, the start; each once."""
    return dict.fromkeys(max(0.0, round(moment, 1)) for moment in (seconds, seconds / 2, 0.0))


def sprite(source: Path, *, duration: int) -> bytes | None:
    """Return the storyboard of a video: one frame per ``SPRITE_NUM_SECS`` below each other, as a JPEG.

    Returns:
        None for a video too short for a frame, or too long for a JPEG: the player expects the fixed distance,
        so frames cannot be left out.

    Raises:
        ImageError: the frames cannot be decoded.
    """
    width, height = SPRITE_SIZE
    if duration / settings.SPRITE_NUM_SECS * height > JPEG_MAX_LINES + height:
        logger.info("no sprite for %s: %d s are too long", source.name, duration)
        return None
    with temporary_directory() as folder:
        frames = folder / "frames.rgb"
        command = commands.sprite_frames(
            str(source),
            str(frames),
            seconds=settings.SPRITE_NUM_SECS,
            size=SPRITE_SIZE,
            ffmpeg=settings.FFMPEG_COMMAND,
        )
        try:
            runner.run_ffmpeg(commands.hardened(command), timeout=SPRITE_TIMEOUT, limits=LIMITS)
        except runner.ProgramError as error:
            raise ImageError(f"no sprite frames: {error}: {error.stderr[-300:]}") from error
        pixels = frames.read_bytes() if frames.exists() else b""
    lines = len(pixels) // (3 * width * height) * height
    if not 0 < lines <= JPEG_MAX_LINES:
        return None
    return _jpeg(Image.frombytes("RGB", (width, lines), pixels[: 3 * width * lines]), JPEG_QUALITY)


def preview(source: Path, target: Path, *, timeout: float) -> None:
    """Write the animated GIF preview of a video.

    Raises:
        ImageError: there is nothing to show, as in videos of up to three seconds.
        runner.ProgramError: FFmpeg failed.
    """
    command = commands.preview(str(source), str(target), ffmpeg=settings.FFMPEG_COMMAND)
    try:
        runner.run_ffmpeg(commands.hardened(command), timeout=timeout, limits=LIMITS)
    except runner.ProgramFailedError as error:
        if "nothing was encoded" not in error.stderr:  # what newer versions of FFmpeg make an error of
            raise
    if probe.detect_type(target) != "image":
        raise ImageError("the video has no frame behind its third second to show in a preview")
