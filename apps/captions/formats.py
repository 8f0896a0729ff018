"""Caption files: WebVTT, and SubRip as far as it can be made WebVTT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

_TIME = r"(?:\d{1,4}:)?[0-5]?\d:[0-5]?\d[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*({_TIME})\s+-->\s+({_TIME})(\s.*)?")
_NOT_CUES = ("NOTE", "STYLE", "REGION")
_HEADER = "WEBVTT"


class CaptionError(ValueError):
    """A text is no captions; the message says where it is not."""


def to_webvtt(text: str) -> str:
    """Captions as WebVTT with plain line ends; WebVTT keeps its notes, styles and cue settings.

    Args:
        text: WebVTT or SubRip, with any line ends.

    Raises:
        CaptionError: neither of them.

    >>> to_webvtt("1\\r\\n00:00:01,5 --> 00:00:02,000\\r\\nHello")
    'WEBVTT\\n\\n00:00:01.500 --> 00:00:02.000\\nHello\\n'
    """
    if "\x00" in text:
        raise CaptionError(_("Line 1: captions are text."))
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = list(_blocks(lines))
    if lines[0].split(maxsplit=1)[:1] != [_HEADER]:
        if not blocks:
            raise CaptionError(_("Line 1: there are no captions."))
        return "\n\n".join([_HEADER, *(_cue(number, block) for number, block in blocks)]) + "\n"
    head, *rest = blocks
    cues = [_block(number, block) for number, block in rest]
    return "\n\n".join(["\n".join(head[1]), *cues]) + "\n"


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8.

    Raises:
        CaptionError: it is in another encoding.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaptionError(_("The file is not encoded in UTF-8.")) from error


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines, with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield number - len(block), block
            block = []


def _block(number: int, block: list[str]) -> str:
    return "\n".join(block) if block[0].startswith(_NOT_CUES) else _cue(number, block)


def _cue(number: int, block: list[str]) -> str:
    """A cue: perhaps an identifier, the timing, the text."""
    has_name = "-->" not in block[0]
    name, rest = (block[:1], block[1:]) if has_name else ([], block)
    timing = _TIMING.fullmatch(rest[0]) if rest else None
    if timing is None:
        text = _("Line %(line)s: a time such as 00:01.000 --> 00:02.000 is expected.")
        raise CaptionError(text % {"line": number + has_name})
    start, end, settings = timing.groups()
    # The numbers of SubRip say nothing.
    kept = [one for one in name if not one.strip().isdigit()]
    return "\n".join([*kept, f"{_clock(start)} --> {_clock(end)}{settings or ''}", *rest[1:]])


def _clock(time: str) -> str:
    """A time with two digits of each part and three of the fraction."""
    whole, fraction = time.replace(",", ".").split(".")
    return ":".join(part.zfill(2) for part in whole.split(":")) + "." + fraction.ljust(3, "0")
