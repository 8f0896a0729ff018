"""Caption files: WebVTT, and whatever pysubs2 can read and we write as WebVTT (spec/pipeline.md §15.1)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import ParseError

import pysubs2
from django.utils.translation import gettext as _
from pysubs2.formats.substation import parse_tags

_TIME = r"(?:\d{1,4}:)?[0-5]?\d:[0-5]?\d[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*({_TIME})\s+-->\s+({_TIME})(\s.*)?")
_NOT_CUES = ("NOTE", "STYLE", "REGION")
_HEADER = "WEBVTT"
_LATEST = 100 * 3600 * 1000
"""Milliseconds; a time behind it comes from a damaged file."""
_EMPHASIS = (("italic", "i"), ("bold", "b"), ("underline", "u"))
"""Attributes of pysubs2's styles → tags of WebVTT."""
_PARSE_ERRORS = (
    *(pysubs2.Pysubs2Error, ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(OverflowError, RecursionError, ParseError),
)
"""What pysubs2 raises for files that are none, or broken ones."""


class CaptionError(ValueError):
    """A text is no captions; the message says why, of WebVTT also where."""


def to_webvtt(text: str) -> str:
    """Captions as WebVTT with plain line ends.

    WebVTT keeps its notes, styles, identifiers and cue settings. Everything else is read by pysubs2: SubRip,
    Advanced SubStation Alpha, MicroDVD with its frame rate, MPL2, TMPlayer, SAMI, TTML, its own JSON.

    Args:
        text: with any line ends.

    Raises:
        CaptionError: it is none of them.

    >>> to_webvtt("1\\r\\n00:00:01,500 --> 00:00:02,000\\r\\nHello")
    'WEBVTT\\n\\n00:00:01.500 --> 00:00:02.000\\nHello\\n'
    """
    if "\x00" in text:
        raise CaptionError(_("Line 1: captions are text."))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise CaptionError(_("Line 1: there are no captions."))
    lines = text.split("\n")
    return _checked(lines) if lines[0].split(maxsplit=1)[:1] == [_HEADER] else _converted(text)


def to_webvtt_leniently(text: str) -> str:
    """Captions as WebVTT; of WebVTT with mistakes what players would show, without settings and notes.

    Raises:
        CaptionError: nothing is left.
    """
    try:
        return to_webvtt(text)
    except CaptionError:
        return _converted(text.replace("\x00", ""))


# -- WebVTT --------------------------------------------------------------------------------------------------


def _checked(lines: Sequence[str]) -> str:
    head, *rest = _blocks(lines)
    cues = [_block(number, block) for number, block in rest]
    return "\n\n".join(["\n".join(head[1]), *cues]) + "\n"


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
    # Numbers say nothing.
    kept = [one for one in name if not one.strip().isdigit()]
    return "\n".join([*kept, f"{_clock(start)} --> {_clock(end)}{settings or ''}", *rest[1:]])


def _clock(time: str) -> str:
    """A time with two digits of each part and three of the fraction."""
    whole, fraction = time.replace(",", ".").split(".")
    return ":".join(part.zfill(2) for part in whole.split(":")) + "." + fraction.ljust(3, "0")


# -- everything else -----------------------------------------------------------------------------------------


def _converted(text: str) -> str:
    """What pysubs2 reads, as WebVTT.

    Raises:
        CaptionError: it reads nothing.
    """
    try:
        read = pysubs2.SSAFile.from_string(text)
        cues = [_read_cue(event, read) for event in read if _is_shown(event)]
    except pysubs2.UnknownFPSError as error:
        raise CaptionError(_("The frame rate is missing: {1}{1}25 is expected in the first line.")) from error
    except _PARSE_ERRORS as error:
        raise CaptionError(_("No format of captions is recognised.")) from error
    if not cues:
        raise CaptionError(_("There are no captions."))
    # JSON can hold halves of characters, which no file can.
    return "\n\n".join([_HEADER, *cues]).encode(errors="replace").decode() + "\n"


def _is_shown(event: pysubs2.SSAEvent) -> bool:
    is_timed = 0 <= event.start < event.end <= _LATEST
    return is_timed and not event.is_comment and bool(event.plaintext.strip())


def _read_cue(event: pysubs2.SSAEvent, read: pysubs2.SSAFile) -> str:
    times = f"{_moment(event.start)} --> {_moment(event.end)}"
    fragments = parse_tags(event.text, read.styles.get(event.style, pysubs2.SSAStyle()), read.styles)
    text = "".join(_marked(fragment, style) for fragment, style in fragments)
    # An empty line would end the cue.
    lines = [line.strip() for line in text.replace("\\N", "\n").replace("\\n", "\n").split("\n")]
    return "\n".join([times, *filter(None, lines)])


def _marked(fragment: str, style: pysubs2.SSAStyle) -> str:
    text = html.escape(fragment.replace("\\h", " "), quote=False)
    if not text.strip():
        return text
    for attribute, tag in _EMPHASIS:
        if getattr(style, attribute):
            text = f"<{tag}>{text}</{tag}>"
    return text


def _moment(milliseconds: int) -> str:
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, fraction = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{fraction:03}"
