"""Times in a media, as the editors write them."""

import math
import re
from typing import Any

_CHAPTER_TIME = re.compile(r"(?:([0-9]{1,12}):)?([0-5]?[0-9]):([0-5]?[0-9])(?:\.([0-9]{1,3}))?")
_TRIM_TIME = re.compile(r"([0-9]{2,12}):([0-5][0-9]):([0-5][0-9])\.([0-9]{3,4})")


def chapter_seconds(value: Any) -> float | None:
    """The seconds of a chapter's time (spec/api-media-bulk.md §7).

    Args:
        value: a number of seconds, or text ``[H:]M:S[.mmm]``, blanks around it ignored.

    Returns:
        None for anything else, and for numbers that are not finite.
    """
    if isinstance(value, str):
        match = _CHAPTER_TIME.fullmatch(value.strip())
        return _whole_seconds(match) + float(f"0.{match[4] or 0}") if match else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None


def trim_seconds(value: Any) -> float | None:
    """The seconds of a cut, ``HH:MM:SS.mmm``; None for anything else.

    The editor rounds the milliseconds, so there may be a thousand of them: ``00:00:01.1000``.
    """
    match = _TRIM_TIME.fullmatch(value) if isinstance(value, str) else None
    return _whole_seconds(match) + int(match[4]) / 1000 if match else None


def _whole_seconds(match: re.Match[str]) -> int:
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
