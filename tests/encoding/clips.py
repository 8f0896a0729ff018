"""Small media files, made with FFmpeg and Pillow when a test first asks for one."""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from PIL import Image

VIDEO = "testsrc2=size={size}:rate={rate}:duration={seconds}"
TONE = "sine=frequency=440:duration={seconds}"


def ffmpeg(*arguments: str | Path) -> None:
    """Run FFmpeg quietly; the last argument is the output."""
    command = [settings.FFMPEG_COMMAND, "-nostdin", "-y", "-loglevel", "error", *map(str, arguments)]
    subprocess.run(command, check=True, timeout=60)


def lavfi(source: str, **values: object) -> list[str]:
    """Arguments of a generated input."""
    return ["-f", "lavfi", "-i", source.format(**values)]


class Clips:
    """Files by name, in a folder that lives as long as the test session."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.get = cache(self._make)

    def _make(self, name: str) -> Path:
        path = self.folder / name
        MAKERS[name](path, self)
        return path


def _video(seconds: float = 6, size: str = "320x180", rate: int = 10, *, audio: bool = True) -> list[str]:
    inputs = lavfi(VIDEO, size=size, rate=rate, seconds=seconds)
    if audio:
        inputs += lavfi(TONE, seconds=seconds)
    codecs = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        str(2 * rate),
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
    ]
    return [*inputs, *codecs, "-shortest"]


def _picture(path: Path, _: Clips) -> None:
    image = Image.radial_gradient("L").resize((200, 100))
    image.convert("RGBA" if path.suffix == ".png" else "RGB").save(path)


def _with_cover(path: Path, clips: Clips) -> None:
    """A film with a picture attached, as video stores and phones make them."""
    cover = clips.get("cover.jpg")
    streams = ["-i", clips.get("clip.mp4"), "-i", cover, "-map", "0", "-map", "1", "-c", "copy"]
    ffmpeg(*streams, "-disposition:v:1", "attached_pic", path)


def _with_attachment(path: Path, clips: Clips) -> None:
    cover = clips.get(f"cover{Path(path.stem).suffix}")
    mimetype = {".jpg": "image/jpeg", ".png": "image/png"}[cover.suffix]
    options = ["-c", "copy", "-attach", cover, "-metadata:s:t", f"mimetype={mimetype}"]
    ffmpeg("-i", clips.get("clip.mp4"), *options, path)


def _rotated(path: Path, clips: Clips) -> None:
    """What a phone that is held upright records: lying pictures, and a mark to turn them."""
    lying = clips.folder / "lying.mp4"
    ffmpeg(*_video(5, "426x240", audio=False), lying)
    ffmpeg("-display_rotation", "90", "-i", lying, "-c", "copy", path)


def _song_with_cover(path: Path, clips: Clips) -> None:
    streams = ["-i", clips.get("tone.mp3"), "-i", clips.get("cover.jpg")]
    ffmpeg(*streams, "-map", "0", "-map", "1", "-c", "copy", "-disposition:v", "attached_pic", path)


def _cut_short(path: Path, clips: Clips) -> None:
    path.write_bytes(clips.get("clip.mp4").read_bytes()[:4000])


def _without_duration(path: Path, _: Clips) -> None:
    """What browsers record: written to a pipe, so that no header states the duration."""
    source = lavfi(VIDEO, size="160x90", rate=10, seconds=2) + lavfi(TONE, seconds=2)
    codecs = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"]
    ffmpeg(*source, *codecs, "-shortest", "-f", "webm", "-live", "1", path)


MAKERS: dict[str, Callable[[Path, Clips], None]] = {
    "clip.mp4": lambda path, _: ffmpeg(*_video(), path),
    "clip12.mp4": lambda path, _: ffmpeg(*_video(12, "640x360", 25), "-ac", "1", path),
    "clip372.mp4": lambda path, _: ffmpeg(*_video(372, "320x240", 5), path),
    "blink.mp4": lambda path, _: ffmpeg(*_video(0.3, "320x180", 25), path),
    "glance.mp4": lambda path, _: ffmpeg(*_video(1.6, "320x180", 25), path),
    "upright.mp4": lambda path, _: ffmpeg(*_video(6, "180x320", 10), path),
    "silent.mp4": lambda path, _: ffmpeg(*_video(2, audio=False), path),
    "short.mp4": lambda path, _: ffmpeg(*_video(1, "160x90"), path),
    "portrait.mp4": lambda path, _: ffmpeg(*_video(1, "90x160", audio=False), path),
    "clip.mkv": lambda path, clips: ffmpeg("-i", clips.get("clip.mp4"), "-c", "copy", path),
    "clip.ts": lambda path, clips: ffmpeg("-i", clips.get("clip.mp4"), "-c", "copy", path),
    "interlaced.mp4": lambda path, _: ffmpeg(
        *_video(1, audio=False), "-flags", "+ilme+ildct", "-vf", "setfield=tff", "-x264opts", "tff=1", path
    ),
    "recorded.webm": _without_duration,
    "spoken.webm": lambda path, _: ffmpeg(
        *lavfi(TONE, seconds=2), "-c:a", "libopus", "-f", "webm", "-live", "1", path
    ),
    "short.webm": lambda path, clips: ffmpeg("-i", clips.get("recorded.webm"), "-t", "1", "-c", "copy", path),
    "rotated.mp4": _rotated,
    "cover.jpg": _picture,
    "cover.png": _picture,
    "film.mp4": _with_cover,
    "film.jpg.mkv": _with_attachment,
    "film.png.mkv": _with_attachment,
    "tone.mp3": lambda path, _: ffmpeg(*lavfi(TONE, seconds=2.6), path),
    "tone.ogg": lambda path, _: ffmpeg(*lavfi(TONE, seconds=2.6), "-c:a", "libopus", path),
    "song.mp3": _song_with_cover,
    "cut.mp4": _cut_short,
    "empty.mp4": lambda path, _: path.touch(),
    "notes.txt": lambda path, _: path.write_text("Nothing to see.\n" * 20) and None,
    "paper.pdf": lambda path, _: Image.new("RGB", (60, 80), "white").save(path, "PDF"),
}
