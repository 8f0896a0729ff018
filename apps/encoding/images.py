"""Pictures: thumbnails, posters, sprites and previews (spec/pipeline.md §5, spec/pipeline-ffmpeg.md §2).

Functions here turn files into JPEG bytes or files; where those are stored is the business of the services.
"""

from __future__ import annotations

import io
import logging
import secrets
import struct
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pillow_heif
from django.conf import settings
from PIL import Image, ImageOps

from apps.encoding import commands, probe, runner
from apps.encoding.paths import temporary_directory

logger = logging.getLogger(__name__)

pillow_heif.register_heif_opener(thumbnails=False)

THUMBNAIL_WIDTH = 344
POSTER_WIDTH = 720
JPEG_QUALITY = 95
DISPLAY_SIDE = 2560
DISPLAY_QUALITY = 90
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "BMP", "DIB", "ICO", "PSD", "JPEG2000")
"""What is opened. Pillow knows more, some of which start other programs (EPS) or name other files."""
SHOWN_BY_BROWSERS = frozenset({"JPEG", "MPO", "PNG", "GIF", "WEBP", "AVIF", "BMP", "ICO"})
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


class TooManyPixelsError(ImageError):
    """A picture is so large that decoding it would exhaust a machine, or a viewer's browser."""


def fit_width(path: Path, width: int, *, quality: int = JPEG_QUALITY) -> bytes:
    """Return a picture as a JPEG of the given width, its height following.

    Smaller pictures are enlarged, transparency becomes white, of animations the first frame is taken. A
    picture that is marked as turned, as those of phones are, is set upright; the mark is not kept.

    Raises:
        ImageError: not a picture that Pillow reads, or one too large to be decoded safely.
    """
    return fit_widths(path, [width], quality=quality)[0]


def fit_widths(path: Path, widths: Iterable[int], *, quality: int = JPEG_QUALITY) -> list[bytes]:
    """Return a picture as JPEGs of several widths; it is decoded once. Otherwise as `fit_width`.

    Raises:
        ImageError: see there.
    """
    wanted = list(widths)
    with _opened(path) as image:
        upright = _upright(image, max(wanted))
        sizes = [(width, max(1, round(upright.height * width / upright.width))) for width in wanted]
        if max(height for _, height in sizes) > JPEG_MAX_LINES:
            raise TooManyPixelsError(f"{image.width}x{image.height} pixels cannot be made smaller")
        return [_jpeg(upright.resize(size, Image.Resampling.LANCZOS), quality) for size in sizes]


def display_copy(path: Path) -> bytes | None:
    """Return a JPEG of a picture that browsers do not show (HEIC, TIFF, …), None for one that they do.

    It has at most `DISPLAY_SIDE` pixels in each direction and is set upright.

    Raises:
        ImageError: see `fit_width`.
    """
    with _opened(path) as image:
        if image.format in SHOWN_BY_BROWSERS:
            return None
        upright = _upright(image, DISPLAY_SIDE)
        upright.thumbnail((DISPLAY_SIDE, DISPLAY_SIDE), Image.Resampling.LANCZOS)
        return _jpeg(upright, DISPLAY_QUALITY)


def needs_display_copy(path: Path) -> bool:
    """Whether a picture is one that we can read and browsers cannot show."""
    try:
        with _opened(path) as image:
            return image.format not in SHOWN_BY_BROWSERS
    except ImageError:
        return False


def check_size(path: Path) -> None:
    """Look whether a picture, by the size that its header states, is one that anybody should open.

    Raises:
        TooManyPixelsError: it is not. Pictures that cannot be read at all pass.
    """
    try:
        with _opened(path):
            return
    except TooManyPixelsError:
        raise
    except ImageError:
        return


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=FORMATS)
        with image:
            yield image
    except Image.DecompressionBombError as error:
        raise TooManyPixelsError(f"the picture has too many pixels: {error}") from error
    except _DECODE_ERRORS as error:
        raise ImageError(f"unreadable picture: {error}") from error


def _upright(image: Image.Image, width: int) -> Image.Image:
    """The pixels of a picture as they are to be seen, without transparency; a JPEG is reduced on the way.

    Args:
        width: what is wanted of it.
    """
    image.draft("RGB", (2 * width, 2 * width))
    if image.width * image.height > MAX_PIXELS:
        raise TooManyPixelsError(f"{image.width}x{image.height} pixels are too many")
    return _without_transparency(ImageOps.exif_transpose(image))


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
    reason, failed = "no frame", None
    for moment in _earlier(seconds):
        command = commands.thumbnail_frame(
            str(source), str(target), seconds=moment, ffmpeg=settings.FFMPEG_COMMAND
        )
        try:
            runner.run_ffmpeg(commands.hardened(command), timeout=FRAME_TIMEOUT, limits=LIMITS)
        except runner.ProgramError as error:
            reason, failed = f"{error}: {error.stderr[-300:]}", error
            target.unlink(missing_ok=True)
        if probe.detect_type(target) == "image":
            return
    raise ImageError(f"no frame of {source.name} at {seconds} s: {reason}") from failed


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
