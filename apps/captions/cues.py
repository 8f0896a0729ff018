"""Captions that are made here, and those that Whisper's own program makes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = "WEBVTT"
SHORTEST = 0.1
"""Seconds that a cue is shown at least."""

_TIME = r"(?:(\d+):)?(\d+):(\d+\.\d+)"
_TIMING = re.compile(rf"{_TIME} --> {_TIME}.*")


@dataclass(frozen=True, slots=True)
class Cue:
    """A text and when it is shown, in seconds."""

    start: float
    end: float
    text: str


def webvtt_of(cues: Iterable[Cue]) -> str:
    """WebVTT that shows texts as they are; those without letters are left out.

    >>> webvtt_of([Cue(1.5, 3661, "R&D -->")])
    'WEBVTT\\n\\n00:00:01.500 --> 01:01:01.000\\nR&amp;D --&gt;\\n'
    """
    blocks = [
        f"{_timestamp(cue.start)} --> {_timestamp(max(cue.end, cue.start + SHORTEST))}\n{_escaped(cue.text)}"
        for cue in cues
        if cue.text.strip()
    ]
    return "\n\n".join([HEADER, *blocks]) + "\n"


def cues_of(text: str) -> list[Cue]:
    """The cues of WebVTT as Whisper's program writes it, which does not escape texts.

    Raises:
        ValueError: it does not begin as WebVTT.
    """
    head, *blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip())
    if head.split(maxsplit=1)[:1] != [HEADER]:
        raise ValueError("no WebVTT")
    cues = []
    for block in blocks:
        timing, _, words = block.partition("\n")
        if match := _TIMING.fullmatch(timing):
            times = match.groups()
            cues.append(Cue(seconds_of(*times[:3]), seconds_of(*times[3:]), words))
    return cues


def seconds_of(hours: str | None, minutes: str, seconds: str) -> float:
    """Return a time in seconds."""
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def _timestamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    """Text in one line or more, none of them empty: an empty one would end the cue."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return html.escape("\n".join(lines), quote=False)
