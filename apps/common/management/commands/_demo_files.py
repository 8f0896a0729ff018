"""How the files of the demonstration are made: drawn and played by FFmpeg and Pillow, nothing is copied."""

import colorsys
import math
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from apps.encoding import runner

TIMEOUT = 300.0  # seconds for one file
RATE = 25

# A tune of plucked notes: two a second, each some semitones above `base` (Hz).
TUNE = "0.3*sin(2*PI*{base}*pow(2,mod(floor(t*2)*{step},12)/12)*t)*exp(-4*mod(t,0.5))"


def video(path: Path, *, picture: str, seconds: int, base: int, step: int, codec: Sequence[str] = ()) -> None:
    tune = f"aevalsrc={TUNE.format(base=base, step=step)}:s=44100:d={seconds}".replace(",", r"\,")
    encode = codec or ("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-c:a", "aac")
    inputs = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tune)
    _ffmpeg(*inputs, "-t", seconds, "-r", RATE, "-pix_fmt", "yuv420p", *encode, path)


def spectrum(path: Path, *, seconds: int) -> None:
    """A tune and the picture that its frequencies draw."""
    tune = TUNE.format(base=110, step=7).replace(",", r"\,")
    graph = f"aevalsrc={tune}:s=44100:d={seconds},asplit[out1][a];[a]showcqt=s=1280x720:r={RATE}[out0]"
    _ffmpeg(
        *("-f", "lavfi", "-i", graph, "-t", str(seconds), "-pix_fmt", "yuv420p"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-c:a", "aac", path),
    )


def _ffmpeg(*arguments: str | int | Path) -> None:
    command = [settings.FFMPEG_COMMAND, "-y", "-v", "error", *map(str, arguments)]
    runner.run_ffmpeg(command, timeout=TIMEOUT, limits=runner.Limits(niceness=5))


def _colour(hue: float, saturation: float = 0.6, value: float = 0.9) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def rosette(path: Path) -> None:
    """Circles on circles, drawn from the outside to the inside."""
    side = 1400
    image = Image.new("RGB", (side, side), (15, 23, 42))
    draw = ImageDraw.Draw(image, "RGBA")
    for ring in range(14, 0, -1):
        for petal in range(24):
            angle = math.tau * petal / 24 + ring / 7
            reach = side * 0.03 * ring
            x, y = side / 2 + reach * math.cos(angle), side / 2 + reach * math.sin(angle)
            draw.circle((x, y), side * 0.012 * ring, fill=(*_colour(ring / 14 + petal / 48), 70))
    image.save(path)


def hills(path: Path) -> None:
    """Hills before an evening sky."""
    width, height = 1920, 1080
    image = Image.new("RGB", (1, 3))
    image.putdata([(30, 27, 75), (190, 75, 110), (253, 186, 116)])
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    draw.circle((width * 0.68, height * 0.52), 90, fill=(255, 237, 213))
    for layer in range(5):
        crest = [
            (
                x,
                height * (0.55 + 0.09 * layer)
                + 60 * math.sin(x / (210 + 70 * layer) + layer * 2)
                + 25 * math.sin(x / 71 + layer),
            )
            for x in range(0, width + 1, 6)
        ]
        draw.polygon([*crest, (width, height), (0, height)], fill=_colour(0.68, 0.5, 0.42 - 0.075 * layer))
    image.save(path, quality=90)


def tiles(path: Path) -> None:
    """Quarter circles, turned by no rule that can be seen."""
    tile, columns, rows = 120, 12, 8
    image = Image.new("RGB", (tile * columns, tile * rows), (248, 250, 252))
    draw = ImageDraw.Draw(image)
    for index in range(columns * rows):
        x, y = index % columns * tile, index // columns * tile
        turned = (index * index // 7 + index * 5 // 3) % 4
        left, top = x - tile * (turned % 2), y - tile * (turned // 2)
        box = (left, top, left + 2 * tile, top + 2 * tile)
        draw.rectangle((x, y, x + tile, y + tile), fill=_colour(0.55 + turned / 16, 0.25, 0.95))
        start = {0: 180, 1: 270, 2: 90, 3: 0}[turned]
        draw.pieslice(box, start, start + 90, fill=_colour(0.6 + index / 300, 0.65, 0.7))
    image.save(path, quality=88)


def melody(path: Path, *, seconds: int, base: int, codec: Sequence[str]) -> None:
    low, high = TUNE.format(base=base, step=7), TUNE.format(base=base * 2, step=5)
    tune = f"aevalsrc={low}+0.5*{high}:s=44100:d={seconds}".replace(",", r"\,")
    _ffmpeg("-f", "lavfi", "-i", tune, *codec, path)


def leaflet(path: Path) -> None:
    """A document of three pages."""
    pages = (
        ("The demonstration", "Clips, pictures, sounds and this leaflet were made by the portal itself."),
        ("What happens to an upload", "Its type is found out, pictures are taken, renditions are encoded."),
        ("Where to go on", "Upload something of your own; the administration shows how far it is."),
    )
    sheets = [_sheet(number, *page) for number, page in enumerate(pages, start=1)]
    sheets[0].save(path, "PDF", resolution=110, save_all=True, append_images=sheets[1:])


def _sheet(number: int, heading: str, text: str) -> Image.Image:
    width, height = 910, 1286  # A4 at 110 dpi
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 250), fill=_colour(0.6 + number / 12, 0.6, 0.6))
    draw.text((80, 100), heading, font=ImageFont.load_default(52), fill="white")
    draw.text((80, 340), text, font=ImageFont.load_default(23), fill=(30, 41, 59))
    draw.text((width / 2, height - 90), str(number), font=ImageFont.load_default(22), fill=(100, 116, 139))
    return image
