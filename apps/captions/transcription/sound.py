"""The sound of a media file, as speech recognition wants it."""

from __future__ import annotations

import time
import wave
from pathlib import Path

from django.conf import settings

from apps.captions.transcription.engine import NICENESS, OnProgress, Reason, failure, part
from apps.encoding import commands, probe, runner

SAMPLE_RATE = 16_000
LARGEST_WAV = 2**32 - 2**16
"""Bytes. A WAV file states its length in 32 bits: this is 37 hours."""


def decode(source: Path, target: Path, *, deadline: float, on_progress: OnProgress) -> float:
    """Write the first sound track of a media file as WAV: 16 kHz, one channel, 16 bits.

    Gaps are filled, so that times in the result are those of the media.

    Args:
        source: absolute path; untrusted.
        target: absolute path of a file to make.
        deadline: second of the monotonic clock at which FFmpeg is ended.
        on_progress: called about once a second with the part that is done, 0 to 1; ends FFmpeg by raising.

    Returns:
        The length of the sound in seconds.

    Raises:
        WorkError: the file cannot be read, or holds no sound.
        runner.ProgramError: FFmpeg failed, or the deadline has come.
    """
    if not source.is_file():
        raise failure(f"{source} is not there", Reason.SOURCE_MISSING)
    try:
        facts = probe.probe(source)
    except probe.ProbeError as error:
        raise failure(f"The file cannot be read: {error}.", Reason.UNREADABLE) from error
    if facts.audio is None:
        raise failure("The file holds no sound.", Reason.UNSUPPORTED)
    duration = facts.audio.duration or (facts.video.duration if facts.video else 0.0)
    runner.run_ffmpeg(
        commands.hardened(_command(source, target)),
        timeout=max(0.0, deadline - time.monotonic()),
        on_progress=lambda progress: on_progress(part(progress.seconds, duration)),
        limits=runner.Limits(niceness=NICENESS, file_size=LARGEST_WAV),
    )
    return _length(target)


def _command(source: Path, target: Path) -> commands.Arguments:
    sound: commands.Arguments = ["-map", "0:a:0", "-af", "aresample=async=1:first_pts=0"]
    form: commands.Arguments = ["-ac", 1, "-ar", SAMPLE_RATE, "-c:a", "pcm_s16le", "-f", "wav"]
    return [settings.FFMPEG_COMMAND, "-y", "-v", "error", "-i", str(source), *sound, *form, str(target)]


def _length(path: Path) -> float:
    try:
        with wave.open(str(path)) as sound:
            return sound.getnframes() / sound.getframerate()
    except (wave.Error, EOFError) as error:
        raise failure(f"The sound cannot be decoded: {error}.", Reason.UNREADABLE) from error
