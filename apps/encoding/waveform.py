"""The waveform of a sound: peaks for players, as JSON and as a picture.

The JSON is version 2 of the format of BBC's audiowaveform, which waveform players read::

    {"version": 2, "channels": 1, "sample_rate": 8000, "samples_per_pixel": 512, "bits": 8,
     "length": 3, "data": [-12, 10, -128, 127, 0, 0]}

``data`` holds the lowest and the highest sample of each stretch of ``samples_per_pixel`` samples, ``length``
stretches in all. FFmpeg decodes; samples pass through memory in small pieces, and only peaks are kept.
"""

from __future__ import annotations

import io
import json
import sys
from array import array
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw

from apps.encoding import commands, runner

SAMPLE_RATE = 8000
MAX_LENGTH = 4096
"""Stretches at most; half as many at least once a sound is that long. Wider than any player on a screen."""
FIRST_STRETCH = 64
IMAGE_SIZE = (1800, 280)
IMAGE_COLOUR = (59, 130, 246, 255)
LIMITS = runner.Limits(cpu_seconds=7200, niceness=10)

_SAMPLE_BYTES = 2
_TO_8_BITS = 8


class WaveformError(Exception):
    """There is no waveform of a file; the text says why."""


class Peaks:
    """Lowest and highest samples of a sound of any length, in bounded memory.

    A stretch is twice as long as before whenever `MAX_LENGTH` stretches are full.
    """

    def __init__(self) -> None:
        self.samples_per_pixel = FIRST_STRETCH
        self._low = array("h")
        self._high = array("h")
        self._rest = b""

    def add(self, data: bytes) -> None:
        """Take samples: signed 16-bit numbers, little endian, one channel; any piece of a stream of them."""
        data = self._rest + data
        size = self.samples_per_pixel * _SAMPLE_BYTES
        position = 0
        while position + size <= len(data):
            self._stretch(data[position : position + size])
            position += size
            if len(self._low) == MAX_LENGTH:
                self._halve()
                size = self.samples_per_pixel * _SAMPLE_BYTES
        self._rest = data[position:]

    def finish(self) -> None:
        """Take what is left as a last, shorter stretch."""
        whole = len(self._rest) - len(self._rest) % _SAMPLE_BYTES
        if whole:
            self._stretch(self._rest[:whole])
        self._rest = b""

    def __len__(self) -> int:
        return len(self._low)

    def as_json(self) -> str:
        """Return the document that players read."""
        data = [value >> _TO_8_BITS for pair in zip(self._low, self._high, strict=True) for value in pair]
        document = {
            "version": 2,
            "channels": 1,
            "sample_rate": SAMPLE_RATE,
            "samples_per_pixel": self.samples_per_pixel,
            "bits": 8,
            "length": len(self),
            "data": data,
        }
        return json.dumps(document, separators=(",", ":"))

    def as_png(self) -> bytes:
        """Return a transparent picture of `IMAGE_SIZE`, a bar for each column."""
        width, height = IMAGE_SIZE
        image = Image.new("RGBA", IMAGE_SIZE)
        draw = ImageDraw.Draw(image)
        for column in range(width):
            first = column * len(self) // width
            last = max(first + 1, (column + 1) * len(self) // width)
            top = _line(max(self._high[first:last]), height)
            draw.line(((column, top), (column, _line(min(self._low[first:last]), height))), fill=IMAGE_COLOUR)
        buffer = io.BytesIO()
        image.quantize(4).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def _stretch(self, data: bytes) -> None:
        samples = array("h", data)
        if sys.byteorder == "big":
            samples.byteswap()
        self._low.append(min(samples))
        self._high.append(max(samples))

    def _halve(self) -> None:
        self._low = array("h", map(min, self._low[::2], self._low[1::2]))
        self._high = array("h", map(max, self._high[::2], self._high[1::2]))
        self.samples_per_pixel *= 2


def _line(sample: int, height: int) -> int:
    """The line of a picture for a sample; silence is in the middle."""
    return round((0x7FFF - sample) * (height - 1) / 0xFFFF)


def peaks(source: Path, *, timeout: float) -> Peaks:
    """Return the peaks of the first audio track of a file, its channels mixed into one.

    Args:
        source: absolute path.
        timeout: seconds that decoding may take.

    Raises:
        WaveformError: there is no sound in it that can be decoded.
        runner.ProgramError: FFmpeg is missing, too slow, or was ended by a signal; that says nothing about
            the file.
    """
    found = Peaks()
    command = commands.decoded_sound(str(source), sample_rate=SAMPLE_RATE, ffmpeg=settings.FFMPEG_COMMAND)
    try:
        runner.run(commands.hardened(command), timeout=timeout, on_data=found.add, limits=LIMITS)
    except runner.ProgramFailedError as error:
        if error.returncode < 0:
            raise
        raise WaveformError(f"{error}: {error.stderr[-300:]}".strip()) from error
    found.finish()
    if not len(found):
        raise WaveformError("the file has no sound")
    return found
