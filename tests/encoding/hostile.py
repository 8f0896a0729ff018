"""Hostile and odd files, made on the spot, for ``test_hostile.py``."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.encoding.clips import TONE, VIDEO, Clips, ffmpeg, lavfi

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
SECRET = "a secret of the machine"


class Trap:
    """What hostile files name: a file of the machine, and a server that must not hear of it."""

    def __init__(self, secret: Path, port: int) -> None:
        self.secret = secret
        self.url = f"http://127.0.0.1:{port}/"


Maker = Callable[[Path, Clips, Trap], None]


def text(content: str) -> Maker:
    """A text in which ``{secret}`` and ``{url}`` are what the trap has."""

    def make(path: Path, _: Clips, trap: Trap) -> None:
        path.write_text(content.replace("{secret}", str(trap.secret)).replace("{url}", trap.url))

    return make


def raw(content: bytes) -> Maker:
    """Bytes as they are."""

    def make(path: Path, _: Clips, __: Trap) -> None:
        path.write_bytes(content)

    return make


def clip(*arguments: str, rate: int = 10) -> Maker:
    """A generated film of a second; `arguments` are FFmpeg's options of the output."""

    def make(path: Path, _: Clips, __: Trap) -> None:
        ffmpeg(*lavfi(VIDEO, size="160x90", rate=rate, seconds=1), *arguments, path)

    return make


def lossless(width: int, height: int) -> Maker:
    """A film of a second in any size."""
    return clip("-vf", f"scale={width}:{height}", "-c:v", "ffv1", "-pix_fmt", "yuv444p")


def converted(name: str, *arguments: str) -> Maker:
    """A clip of the other tests, through FFmpeg once more."""

    def make(path: Path, clips: Clips, _: Trap) -> None:
        ffmpeg("-i", clips.get(name), *arguments, path)

    return make


def beginning(name: str, share: float) -> Maker:
    """A clip that was cut off."""

    def make(path: Path, clips: Clips, _: Trap) -> None:
        content = clips.get(name).read_bytes()
        path.write_bytes(content[: int(len(content) * share)])

    return make


def picture(kind: str, *, size: tuple[int, int] = (40, 30), tail: bytes = b"") -> Maker:
    """A picture of a format, with something behind its end."""

    def make(path: Path, _: Clips, __: Trap) -> None:
        buffer = io.BytesIO()
        Image.new("RGB", size, "navy").save(buffer, kind)
        path.write_bytes(buffer.getvalue() + tail)

    return make


def archive(path: Path, _: Clips, __: Trap) -> None:
    """A ZIP file."""
    with zipfile.ZipFile(path, "w") as content:
        content.writestr("clip.mp4", "not a clip")


def song_with_png_cover(path: Path, clips: Clips, _: Trap) -> None:
    """Sold music: an ID3 tag with a picture before the sound."""
    cover = b"\0image/png\0\3\0" + clips.get("cover.png").read_bytes()
    frame = b"APIC" + struct.pack(">IH", len(cover), 0) + cover
    size = bytes((len(frame) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\3\0\0" + size + frame + clips.get("tone.mp3").read_bytes())


def many_streams(path: Path, _: Clips, __: Trap) -> None:
    """A film with 60 sound tracks."""
    inputs = lavfi(VIDEO, size="160x90", rate=10, seconds=1) + lavfi(TONE, seconds=1)
    ffmpeg(*inputs, "-map", "0:v", *["-map", "1:a"] * 60, *H264, "-c:a", "aac", path)


def variable_frame_rate(path: Path, _: Clips, __: Trap) -> None:
    """Frames at 0, 0.1, 0.4, 0.9 … seconds."""
    ffmpeg(
        *lavfi(VIDEO, size="160x90", rate=10, seconds=2),
        *("-vf", "setpts=N*N/10/TB", "-fps_mode", "vfr", "-t", "4"),
        *H264,
        path,
    )


def ten_hours(path: Path, _: Clips, __: Trap) -> None:
    """A picture every ten minutes, for ten hours."""
    ffmpeg(*lavfi("color=navy:size=64x36:rate=1/600:duration=36000"), *H264, path)


def broken_tags(path: Path, clips: Clips, _: Trap) -> None:
    """A title that is no UTF-8."""
    marked = path.with_name(f"marked-{path.name}")
    ffmpeg("-i", clips.get("clip.mkv"), "-c", "copy", "-metadata", "title=XXXXXXXX", marked)
    path.write_bytes(marked.read_bytes().replace(b"XXXXXXXX", b"\xff\xfe\xe4\x00\xc3(\x80\x01"))


def gif_of_65535(path: Path, _: Clips, __: Trap) -> None:
    """A screen of 4 294 836 225 pixels in a few bytes."""
    head = b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\0;"
    path.write_bytes(head + frame)


def png_bomb(path: Path, _: Clips, __: Trap) -> None:
    """A PNG that states 900 million pixels, and compresses a line of them."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(90_001))), (b"IEND", b"")]
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
    )


def avi_with_playlist(path: Path, _: Clips, trap: Trap) -> None:
    """An AVI whose subtitle track is a playlist (GAB2), which names a file and a server."""
    playlist = (
        f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n{trap.url}x.ts\n#EXTINF:1.0,\n{trap.secret}\n"
    )
    subtitle = b"GAB2\0" + struct.pack("<HI", 2, 0) + struct.pack("<HI", 4, len(playlist)) + playlist.encode()
    path.write_bytes(_avi(_jpeg(), subtitle, frames=10))


def mov_with_reference(path: Path, _: Clips, trap: Trap) -> None:
    """A film whose pictures lie in another file, by an alias with an absolute path."""
    plain = path.with_name(f"plain-{path.stem}.mov")
    ffmpeg(*lavfi(VIDEO, size="160x90", rate=10, seconds=1), *H264, plain)
    path.write_bytes(_boxes(plain.read_bytes(), _alias(str(trap.secret))))


def _jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 36), "navy").save(buffer, "JPEG")
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(kind: bytes, *chunks: bytes) -> bytes:
    return _chunk(b"LIST", kind + b"".join(chunks))


def _avi(jpeg: bytes, subtitle: bytes, *, frames: int) -> bytes:
    main = struct.pack("<14I", 100_000, 0, 0, 0x10, frames, 0, 2, len(jpeg), 64, 36, 0, 0, 0, 0)
    bitmap = struct.pack("<IiiHH4sIiiII", 40, 64, 36, 1, 24, b"MJPG", 64 * 36 * 3, 0, 0, 0, 0)
    video = _list(b"strl", _chunk(b"strh", _stream(b"vids", b"MJPG", frames)), _chunk(b"strf", bitmap))
    words = _list(b"strl", _chunk(b"strh", _stream(b"txts", b"\0\0\0\0", 1)), _chunk(b"strf", b""))
    pictures = [_chunk(b"00dc", jpeg)] * frames
    content = _list(b"hdrl", _chunk(b"avih", main), video, words)
    return _chunk(b"RIFF", b"AVI " + content + _list(b"movi", _chunk(b"01tx", subtitle), *pictures))


def _stream(kind: bytes, handler: bytes, length: int) -> bytes:
    return (
        kind
        + handler
        + struct.pack("<IHHIIIIIIII4H", 0, 0, 0, 0, 1, 10, 0, length, 0, 0xFFFFFFFF, 0, 0, 0, 64, 36)
    )


CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"dinf")


def _boxes(data: bytes, reference: bytes) -> bytes:
    """The boxes of a film with `reference` in every list of data references; `moov` lies behind the data."""
    result = b""
    while data:
        size, kind = struct.unpack(">I4s", data[:8])
        if size == 1:
            (size,) = struct.unpack(">Q", data[8:16])
            result += data[:size]
        elif kind in CONTAINERS:
            content = _boxes(data[8:size], reference)
            result += struct.pack(">I4s", 8 + len(content), kind) + content
        elif kind == b"dref":
            content = struct.pack(">II", 0, 1) + reference
            result += struct.pack(">I4s", 8 + len(content), kind) + content
        else:
            result += data[:size]
        data = data[size:]
    return result


def _alias(path: str) -> bytes:
    """A Macintosh alias record to an absolute path."""
    name = path.rpartition("/")[2].encode()[:63]
    volume = b"Disk"
    record = bytes(10) + bytes([len(volume)]) + volume.ljust(27, b"\0") + bytes(12)
    record += bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16) + struct.pack(">hh", -1, -1) + bytes(16)
    encoded = path.encode()
    record += struct.pack(">HH", 2, len(encoded)) + encoded + b"\0" * (len(encoded) % 2)
    record += struct.pack(">HH", 0xFFFF, 0)
    return struct.pack(">I4sI", 12 + len(record), b"alis", 0) + record
