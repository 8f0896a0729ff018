"""The pictures that stand in for missing ones: avatar, channel banner, poster of an audio file.

The database names them (`users_user.logo`, `users_channel.banner_logo`) and pages show them, so they have to
be in the media root (spec/operations.md §9). They are drawn larger than needed, and scaled down.
"""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from apps.common.storage import absolute_media_path, atomic_write_bytes

SCALE = 2
JPEG_QUALITY = 88

Colour = tuple[int, int, int]

DARK: Colour = (30, 41, 59)
BLUE: Colour = (37, 99, 174)
LIGHT: Colour = (203, 213, 225)
PALE: Colour = (226, 232, 240)


def create_default_images() -> list[str]:
    """Draw those of the default images that are missing; return their names below the media root."""
    missing = [name for name in IMAGES if not absolute_media_path(name).exists()]
    for name in missing:
        atomic_write_bytes(absolute_media_path(name), _jpeg(IMAGES[name]()))
    return missing


def _avatar() -> Image.Image:
    """A head and shoulders, square."""
    side = 400 * SCALE
    image = Image.new("RGB", (side, side), PALE)
    draw = ImageDraw.Draw(image)
    centre = side // 2
    draw.circle((centre, side * 0.40), side * 0.17, fill=(148, 163, 184))
    draw.ellipse((side * 0.18, side * 0.64, side * 0.82, side * 1.32), fill=(148, 163, 184))
    return image


def _banner() -> Image.Image:
    """A wide gradient with a few waves."""
    width, height = 1600 * SCALE, 400 * SCALE
    image = _gradient(width, height, DARK, BLUE)
    draw = ImageDraw.Draw(image, "RGBA")
    for wave in range(4):
        base = height * (0.45 + 0.13 * wave)
        crest = [
            (x, base + height * 0.09 * math.sin(x / width * math.tau * (1 + wave / 3) + wave))
            for x in range(0, width + 1, 8)
        ]
        draw.polygon([*crest, (width, height), (0, height)], fill=(255, 255, 255, 14))
    return image


def _audio_poster() -> Image.Image:
    """Bars of a sound level, 16:9."""
    width, height = 1280 * SCALE, 720 * SCALE
    image = _gradient(width, height, DARK, (15, 23, 42))
    draw = ImageDraw.Draw(image)
    bars, pitch = 33, width * 0.6 / 33
    for bar in range(bars):
        envelope = math.sin(math.pi * (bar + 0.5) / bars)
        level = height * (0.05 + 0.36 * envelope * abs(math.cos(bar * 1.7)))
        left = width * 0.2 + bar * pitch
        box = (left, height / 2 - level / 2, left + pitch * 0.55, height / 2 + level / 2)
        draw.rounded_rectangle(box, radius=pitch * 0.27, fill=LIGHT)
    return image


def _gradient(width: int, height: int, top: Colour, bottom: Colour) -> Image.Image:
    strip = Image.new("RGB", (1, 2))
    strip.putdata([top, bottom])
    return strip.resize((width, height), Image.Resampling.BICUBIC)


def _jpeg(image: Image.Image) -> bytes:
    size = (image.width // SCALE, image.height // SCALE)
    output = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(output, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return output.getvalue()


IMAGES: dict[str, Callable[[], Image.Image]] = {
    "userlogos/user.jpg": _avatar,
    "userlogos/banner.jpg": _banner,
    "userlogos/poster_audio.jpg": _audio_poster,
}
