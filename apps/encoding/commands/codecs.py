"""The constants of the codecs (spec/pipeline-ffmpeg.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

HIGH_FRAME_RATE = 30

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
    """The constants of one video codec and of the audio that goes with it (bitrates in kbit/s).

    Attributes:
        two_pass: whether very short sources are encoded in two passes.
    """

    encoder: str
    crf: int
    bitrates: Mapping[int, tuple[int, int]]
    audio_encoder: str
    audio_bitrate: int
    two_pass: bool = True

    def bitrate(self, resolution: int, frame_rate: Fraction) -> int:
        """Return the target in kbit/s."""
        return self.bitrates[resolution][frame_rate > HIGH_FRAME_RATE]


# The most widely playable first; the order in which a media item becomes watchable. A legacy server knows
# the first three.
CODECS: Mapping[str, Codec] = {
    "h264": Codec("libx264", 23, _H264_BITRATES, "aac", 128),
    "vp9": Codec("libvpx-vp9", 32, _H265_BITRATES, "libopus", 96),
    "h265": Codec("libx265", 28, _H265_BITRATES, "aac", 128),
    "av1": Codec("libsvtav1", 35, _H265_BITRATES, "libopus", 96, two_pass=False),
}
