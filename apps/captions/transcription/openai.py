"""The engine openai-whisper: its command, as a legacy server runs it (spec/pipeline.md §15.4)."""

from __future__ import annotations

import re
import time

from django.conf import settings

from apps.captions.cues import cues_of, seconds_of
from apps.captions.languages import code_of
from apps.captions.transcription.engine import (
    OnProgress,
    Reason,
    Task,
    Transcript,
    failure,
    limits,
    part,
    threads,
)
from apps.encoding import runner

_DETECTED = re.compile(r"Detected language: (.+)")
_SEGMENT = re.compile(r"\[[\d:.]+ --> (?:(\d+):)?(\d+):(\d+\.\d+)\]")


class OpenAIWhisper:
    """Runs the command ``whisper``."""

    def transcribe(self, task: Task, *, on_progress: OnProgress) -> Transcript:
        """See `Engine`."""
        heard = _Heard(task)
        folder = task.audio.parent
        try:
            runner.run(
                _command(task),
                timeout=max(0.0, task.deadline - time.monotonic()),
                on_line=heard.feed,
                on_tick=lambda: on_progress(heard.fraction),
                cwd=folder,
                limits=limits(),
                variables={"PYTHONUNBUFFERED": "1"},
            )
            cues = cues_of((folder / f"{task.audio.stem}.vtt").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise failure(
                f"{settings.WHISPER_COMMAND} wrote no captions: {error}", Reason.BAD_OUTPUT
            ) from error
        return Transcript(language=heard.language, cues=cues)


def _command(task: Task) -> list[str]:
    options = [
        *("--model", settings.WHISPER_MODEL),
        *("--output_dir", str(task.audio.parent)),
        *("--output_format", "vtt"),
        *("--threads", str(threads())),
    ]
    options += ["--language", task.language] if task.language else []
    options += ["--task", "translate"] if task.translate else []
    return [settings.WHISPER_COMMAND, str(task.audio), *options]


class _Heard:
    """What the command has printed so far: the language, and each segment when it is done."""

    def __init__(self, task: Task) -> None:
        self.language = task.language
        self.fraction = 0.0
        self._duration = task.duration

    def feed(self, line: bytes) -> None:
        """Take a line."""
        text = line.decode("utf-8", "replace")
        if language := _DETECTED.match(text):
            self.language = code_of(language[1])
        elif segment := _SEGMENT.match(text):
            self.fraction = part(seconds_of(*segment.groups()), self._duration)
