"""The engine faster-whisper: Whisper models on CTranslate2, in a process of its own."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.captions.cues import Cue
from apps.captions.transcription import models
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
from apps.encoding.jobs import WorkError

logger = logging.getLogger(__name__)

PROGRAM = str(Path(__file__).with_name("recogniser.py"))
REASONS = {
    "missing": Reason.PROGRAM_MISSING,
    "model": Reason.PROGRAM_MISSING,
    "memory": Reason.MEMORY,
}


class FasterWhisper:
    """Runs ``recogniser``."""

    def transcribe(self, task: Task, *, on_progress: OnProgress) -> Transcript:
        """See `Engine`."""
        heard = _Heard(task)
        try:
            runner.run(
                _command(task),
                timeout=max(0.0, task.deadline - time.monotonic()),
                on_line=heard.feed,
                on_tick=lambda: on_progress(heard.fraction),
                limits=limits(),
                variables=_variables(),
            )
        except runner.ProgramFailedError as error:
            raise heard.error or error from error
        return Transcript(language=heard.language, cues=heard.cues)


def _may_pass() -> set[str]:
    """Failures that another try may not meet: memory is short, or the network is down."""
    return {"memory", "model"} if settings.WHISPER_MODEL_DOWNLOAD else {"memory"}


def _command(task: Task) -> list[str]:
    options = [
        *("--model", models.located(settings.WHISPER_MODEL)),
        *("--models-dir", settings.WHISPER_MODELS_DIR),
        *("--device", settings.WHISPER_DEVICE),
        *("--compute-type", settings.WHISPER_COMPUTE_TYPE),
        *("--threads", str(threads())),
        *("--language", task.language),
    ]
    options += ["--download"] if settings.WHISPER_MODEL_DOWNLOAD else []
    options += ["--translate"] if task.translate else []
    return [sys.executable, "-I", PROGRAM, *options, str(task.audio)]


def _variables() -> dict[str, str]:
    """What the libraries below faster-whisper read: no files elsewhere, no telemetry, no network unasked."""
    return {
        "HF_HOME": settings.WHISPER_MODELS_DIR,
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "0" if settings.WHISPER_MODEL_DOWNLOAD else "1",
    }


class _Heard:
    """What the program has said so far."""

    def __init__(self, task: Task) -> None:
        self.language = task.language
        self.cues: list[Cue] = []
        self.fraction = 0.0
        self.error: WorkError | None = None
        self._duration = task.duration

    def feed(self, line: bytes) -> None:
        """Take a line; one that is none of ours is logged."""
        message = _object(line)
        match message:
            case {"text": str(text), "start": float(start) | int(start), "end": float(end) | int(end)}:
                self.cues.append(Cue(start, end, text))
            case {"language": str(language)}:
                self.language = language
            case {"position": float(seconds) | int(seconds)}:
                self.fraction = part(seconds, self._duration)
            case {"error": str(error), "kind": str(kind)}:
                reason = REASONS.get(kind, Reason.PROGRAM_FAILED)
                self.error = failure(error, reason, permanent=kind not in _may_pass())
            case _:
                logger.debug("the recogniser said: %r", line)


def _object(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
