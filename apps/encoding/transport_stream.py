"""The little of MPEG-TS that HLS playlists need: where the key frames lie, and which codec they hold.

Packets are 188 bytes (ISO/IEC 13818-1 §2.4.3). Segments are FFmpeg's own, so their structure is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

PACKET = 188
SYNC = 0x47
CLOCK = 90_000
VIDEO_PID = 0x100  # FFmpeg numbers the streams of a program from here; video is mapped first

_UNIT_START = 0x40
_ADAPTATION = 0x20
_RANDOM_ACCESS = 0x40
_SEQUENCE_PARAMETERS = re.compile(rb"\x00\x00\x01[\x27\x47\x67](...)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A key frame inside a segment: bytes from `offset`, `length` of them, shown at `time` in seconds."""

    offset: int
    length: int
    time: float


def key_frames(segment: bytes) -> list[KeyFrame]:
    """Return the key frames of a segment in order.

    Raises:
        ValueError: the bytes are no transport stream.
    """
    if len(segment) % PACKET or segment[::PACKET].strip(bytes([SYNC])):
        raise ValueError("not an MPEG transport stream")
    packets = _video_packets(segment)
    starts = [packet for packet in packets if segment[packet + 1] & _UNIT_START]
    frames = []
    for start, following in zip(starts, [*starts[1:], len(segment)], strict=True):
        if _is_random_access(segment, start):
            last = packets[bisect_left(packets, following) - 1]
            frames.append(
                KeyFrame(offset=start, length=last + PACKET - start, time=_shown_at(segment, start))
            )
    return frames


def avc_codec(segment: bytes) -> str | None:
    """Return the RFC 6381 name of a segment's H.264 stream, such as ``avc1.4D402A``; None if it has none."""
    found = _SEQUENCE_PARAMETERS.search(segment)
    return f"avc1.{found[1].hex().upper()}" if found else None


def _video_packets(segment: bytes) -> list[int]:
    """Offsets of the packets of the video stream."""
    high, low = VIDEO_PID >> 8, VIDEO_PID & 0xFF
    headers = zip(segment[1::PACKET], segment[2::PACKET], strict=True)
    return [
        number * PACKET
        for number, (first, second) in enumerate(headers)
        if second == low and first & 0x1F == high
    ]


def _is_random_access(segment: bytes, packet: int) -> bool:
    has_adaptation = segment[packet + 3] & _ADAPTATION and segment[packet + 4]
    return bool(has_adaptation and segment[packet + 5] & _RANDOM_ACCESS)


def _shown_at(segment: bytes, packet: int) -> float:
    """Presentation time of the frame that starts in a packet (ISO/IEC 13818-1 §2.4.3.6)."""
    payload = packet + 4 + (1 + segment[packet + 4] if segment[packet + 3] & _ADAPTATION else 0)
    stamp = segment[payload + 9 : payload + 14]
    value = (
        (stamp[0] >> 1 & 0x07) << 30 | stamp[1] << 22 | (stamp[2] >> 1) << 15 | stamp[3] << 7 | stamp[4] >> 1
    )
    return value / CLOCK
