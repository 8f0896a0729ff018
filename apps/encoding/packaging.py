"""HLS: several mp4 renditions to one folder of playlists and segments (spec/pipeline-ffmpeg.md §9).

Bento4's ``mp4hls`` does it where it is installed (``MP4HLS_COMMAND``), else FFmpeg's HLS muxer with the same
layout::

    master.m3u8
    media-1/stream.m3u8    media playlist
    media-1/iframes.m3u8   I-frame playlist, byte ranges into the same segments
    media-1/segment-0.ts   numbered from 0
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import m3u8
from django.conf import settings

from apps.encoding import commands, probe, runner, transport_stream
from apps.encoding.paths import MASTER_PLAYLIST, replaced_directory

logger = logging.getLogger(__name__)

SEGMENT_SECONDS = 4
TIMEOUT = 3600
LEAST_CONTENT = 0.95
"""Bytes of segments, which add to it, to bytes of what is in them. Below that, something is missing."""
LEAST_SPACE = 2**20
"""Bytes; with less, a disk is full."""
AAC_OBJECT_TYPES = {"LC": 2, "HE-AAC": 5, "HE-AACv2": 29}

_HEAD = "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n"


class PackagingError(Exception):
    """The packager failed or its output is not complete; the text says how."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of bytes of a segment file, and the seconds that it plays or stands for."""

    uri: str
    duration: float
    length: int
    offset: int = 0


def publish(renditions: Sequence[Path], directory: Path) -> Path:
    """Package renditions and put the result in the place of `directory`.

    Args:
        renditions: H.264 mp4 files, in the order of the master playlist.
        directory: made if absent; replaced as a whole otherwise, so nothing of an older version stays.

    Returns:
        The path of the master playlist.

    Raises:
        PackagingError: `directory` is as it was.
    """
    with replaced_directory(directory) as staging:
        package(renditions, staging)
    return directory / MASTER_PLAYLIST


def package(renditions: Sequence[Path], directory: Path) -> None:
    """Package renditions into a new directory, whose parent exists.

    Raises:
        PackagingError: what was written by then is incomplete.
    """
    bento4 = settings.MP4HLS_COMMAND and Path(settings.MP4HLS_COMMAND).is_file()
    try:
        (_package_with_bento4 if bento4 else _package_with_ffmpeg)(renditions, directory)
        _check(directory, len(renditions))
    except runner.ProgramError as error:
        raise PackagingError(f"{error}: {error.stderr[-500:]}") from error
    except OSError as error:
        raise PackagingError(str(error)) from error
    except (PackagingError, probe.ProbeError, ValueError) as error:
        raise PackagingError(str(error)) from (_full_disk(directory.parent) or error)


def _full_disk(directory: Path) -> OSError | None:
    """The reason for output that makes no sense, if it is this one: the muxer does not tell."""
    is_full = shutil.disk_usage(directory).free < LEAST_SPACE
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) if is_full else None


def _package_with_bento4(renditions: Sequence[Path], directory: Path) -> None:
    options = [f"--segment-duration={SEGMENT_SECONDS}", f"--output-dir={directory}"]
    command = [settings.MP4HLS_COMMAND, *options, *map(str, renditions)]
    runner.run(command, timeout=TIMEOUT, limits=runner.Limits(niceness=5))


def _package_with_ffmpeg(renditions: Sequence[Path], directory: Path) -> None:
    directory.mkdir()
    variants, trick_play = [], []
    for number, rendition in enumerate(renditions, start=1):
        name = f"media-{number}"
        variant, i_frames = _package_rendition(rendition, directory / name)
        variants.append(f"#EXT-X-STREAM-INF:{variant}\n{name}/stream.m3u8\n")
        trick_play.append(f'#EXT-X-I-FRAME-STREAM-INF:{i_frames},URI="{name}/iframes.m3u8"\n')
    text = "#EXTM3U\n\n#EXT-X-VERSION:4\n\n# Media Playlists\n{}\n# I-Frame Playlists\n{}"
    (directory / MASTER_PLAYLIST).write_text(text.format("".join(variants), "".join(trick_play)))


def _package_rendition(rendition: Path, directory: Path) -> tuple[str, str]:
    """Write one ``media-N`` folder and return its attributes for the master playlist, and its I-frames'."""
    facts = probe.probe(rendition)
    if facts.video is None:
        raise PackagingError(f"{rendition.name} has no video")
    directory.mkdir()
    playlist = directory / "stream.m3u8"
    command = commands.hls_segments(
        str(rendition),
        str(directory / "segment-%d.ts"),
        str(playlist),
        seconds=SEGMENT_SECONDS,
        ffmpeg=settings.FFMPEG_COMMAND,
    )
    runner.run_ffmpeg(commands.hardened(command), timeout=TIMEOUT, limits=runner.Limits(niceness=5))
    segments = _segments(playlist)
    _check_complete(segments, facts)
    i_frames, codec = _i_frames(directory, segments)
    playlist.write_text(_media_playlist(segments))
    (directory / "iframes.m3u8").write_text(_i_frame_playlist(i_frames))
    resolution = "{width}x{height}".format(**facts.video.raw)
    codecs = [codec, *([_aac_codec(facts.audio)] if facts.audio else [])]
    return _attributes(segments, codecs, resolution), _attributes(i_frames, [codec], resolution)


def _segments(playlist: Path) -> list[Part]:
    """Segments that FFmpeg's playlist lists."""
    listed = m3u8.loads(playlist.read_text()).segments
    parts = [
        Part(uri=part.uri, duration=part.duration, length=(playlist.parent / part.uri).stat().st_size)
        for part in listed
    ]
    if not parts:
        raise PackagingError("FFmpeg wrote no segments")
    return parts


def _check_complete(segments: Sequence[Part], facts: probe.Facts) -> None:
    """FFmpeg's HLS muxer ends well whatever it could not write, as on a full disk."""
    streams = [stream for stream in (facts.video, facts.audio) if stream]
    content = sum(stream.bitrate * 1024 / 8 * stream.duration for stream in streams)
    if sum(segment.length for segment in segments) < content * LEAST_CONTENT:
        raise PackagingError(f"the segments hold less than {facts.path.name}")


def _i_frames(directory: Path, segments: Sequence[Part]) -> tuple[list[Part], str]:
    """Key frames of all segments, each lasting until the next, and the name of their codec."""
    found: list[tuple[str, transport_stream.KeyFrame]] = []
    codec = None
    for segment in segments:
        content = (directory / segment.uri).read_bytes()
        found += [(segment.uri, frame) for frame in transport_stream.key_frames(content)]
        codec = codec or transport_stream.avc_codec(content)
    if not found or codec is None:
        raise PackagingError("the segments hold no H.264 key frame")
    end = found[0][1].time + sum(segment.duration for segment in segments)
    times = [*(frame.time for _, frame in found), end]
    parts = [
        Part(uri=uri, duration=max(0.0, following - frame.time), length=frame.length, offset=frame.offset)
        for (uri, frame), following in zip(found, times[1:], strict=True)
    ]
    return parts, codec


def _media_playlist(segments: Sequence[Part]) -> str:
    entries = "".join(f"#EXTINF:{part.duration:.6f},\n{part.uri}\n" for part in segments)
    return f"{_HEAD}{_timing(segments)}{entries}#EXT-X-ENDLIST\n"


def _i_frame_playlist(i_frames: Sequence[Part]) -> str:
    entries = "".join(
        f"#EXTINF:{part.duration:.6f},\n#EXT-X-BYTERANGE:{part.length}@{part.offset}\n{part.uri}\n"
        for part in i_frames
    )
    return f"{_HEAD}#EXT-X-I-FRAMES-ONLY\n{_timing(i_frames)}{entries}#EXT-X-ENDLIST\n"


def _timing(parts: Sequence[Part]) -> str:
    # RFC 8216 §4.3.3.1: every duration, rounded, is at most the target
    target = max(SEGMENT_SECONDS, *(round(part.duration) for part in parts))
    return f"#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:{target}\n#EXT-X-MEDIA-SEQUENCE:0\n"


def _attributes(parts: Sequence[Part], codecs: Sequence[str], resolution: str) -> str:
    seconds = sum(part.duration for part in parts)
    average = round(sum(part.length for part in parts) * 8 / seconds) if seconds else 0
    # RFC 8216 §4.3.4.2: a remainder shorter than half a segment says nothing about the peak
    rates = [part.length * 8 / part.duration for part in parts if part.duration >= SEGMENT_SECONDS / 2]
    peak = round(max(rates, default=average))
    return (
        f"AVERAGE-BANDWIDTH={average},BANDWIDTH={max(peak, average)},"
        f'CODECS="{",".join(codecs)}",RESOLUTION={resolution}'
    )


def _aac_codec(audio: probe.Stream) -> str:
    return f"mp4a.40.{AAC_OBJECT_TYPES.get(str(audio.raw.get('profile')), AAC_OBJECT_TYPES['LC'])}"


def _check(directory: Path, renditions: int) -> None:
    """A packager may end well and leave too little (spec/pipeline.md §10)."""
    master = m3u8.loads((directory / MASTER_PLAYLIST).read_text())
    if len(master.playlists) != renditions:
        raise PackagingError(
            f"{len(master.playlists)} variants in the master playlist for {renditions} files"
        )
    for variant in master.playlists:
        media = m3u8.loads((directory / variant.uri).read_text())
        if not media.segments or not media.is_endlist:
            raise PackagingError(f"{variant.uri} is not complete")
