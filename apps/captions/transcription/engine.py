"""What an engine of speech recognition is given, and what it gives back."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from apps.captions.cues import Cue
from apps.encoding import runner
from apps.encoding.jobs import Failure, WorkError
from apps.encoding.models import Job

NICENESS = 10
"""Recognition is in no hurry: encodes, at 5, and the web go first."""
MAX_THREADS = 4
"""More hardly make it faster."""
MEBIBYTE = 2**20

Reason = Job.Reason
OnProgress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with a sound file.

    Attributes:
        audio: absolute path of a WAV file, 16 kHz, one channel. Engines may write beside it.
        duration: its length in seconds.
        translate: give English text, whatever is spoken.
        language: code of what is spoken (``en``); ``""`` to find it out.
        deadline: second of the monotonic clock at which the engine is ended.
    """

    audio: Path
    duration: float
    translate: bool
    language: str
    deadline: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was recognised.

    Attributes:
        language: code of what is spoken, ``""`` if that is unknown.
        cues: in the order of time; none if nobody speaks.
    """

    language: str
    cues: Sequence[Cue]


class Engine(Protocol):
    """A way to recognise speech."""

    def transcribe(self, task: Task, *, on_progress: OnProgress) -> Transcript:
        """Recognise what is said.

        Args:
            on_progress: called about once a second with the part that is done, 0 to 1, also while that stays
                the same; ends the engine by raising.

        Raises:
            WorkError, runner.ProgramError: the engine or its model is missing, it failed, or the deadline has
                come.
        """
        ...


def failure(text: str, reason: Reason, *, permanent: bool = True) -> WorkError:
    """Return what to raise: `text` tells operators why, `reason` the owner of the media."""
    return WorkError(Failure(reason, text, permanent=permanent))


def part(seconds: float, duration: float) -> float:
    """Return which part of a duration lies before a time, 0 to 1."""
    return min(1.0, max(0.0, seconds / duration)) if duration else 0.0


def threads() -> int:
    """Return how many threads an engine may use."""
    return settings.WHISPER_THREADS or min(MAX_THREADS, os.cpu_count() or 1)


def limits() -> runner.Limits:
    """Return the limits of an engine's process."""
    return runner.Limits(niceness=NICENESS, address_space=settings.WHISPER_MEMORY_LIMIT * MEBIBYTE)
