"""Commands that encode no rendition: pictures, cutting and joining, HLS (spec/pipeline-ffmpeg.md §7, §9)."""

from __future__ import annotations

from collections.abc import Iterable

from apps.encoding.commands.facts import Arguments


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


def decoded_sound(source: str, *, sample_rate: int, ffmpeg: str) -> Arguments:
    """Return the command that writes the first audio track to standard output, as 16-bit samples."""
    return [
        *(ffmpeg, "-nostdin", "-loglevel", "error", "-i", source, "-map", "0:a:0", "-vn", "-sn", "-dn"),
        *("-ac", "1", "-ar", str(sample_rate), "-f", "s16le", "-c:a", "pcm_s16le", "pipe:1"),
    ]


def remux(source: str, output: str, *, muxer: str, ffmpeg: str) -> Arguments:
    """Return the command that writes all streams anew without encoding, with a duration and an index.

    Args:
        muxer: FFmpeg's name of the output format.
    """
    faststart = ("-movflags", "+faststart") if muxer == "mp4" else ()
    return [ffmpeg, "-y", "-i", source, "-map", "0", "-c", "copy", *faststart, "-f", muxer, output]


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
