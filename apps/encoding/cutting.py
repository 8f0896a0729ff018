"""Cutting media files without encoding them (spec/pipeline.md §12.3).

Cuts begin at the key frame before the wanted time, so results may be longer than what was asked for.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.common.storage import FILE_MODE, sync
from apps.encoding import commands, probe, runner

LIMITS = runner.Limits(niceness=5)


class CutError(Exception):
    """A file cannot be cut; the text says why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file that is kept, in seconds of the file."""

    start: float
    end: float


def cut(source: Path, target: Path, pieces: Sequence[Piece], *, deadline: float) -> probe.Facts:
    """Write pieces of a file behind each other into a new one, which is on the disk afterwards.

    Args:
        source: absolute path; only read.
        target: absolute path with the suffix of `source`. Names that begin with its stem, in its folder, are
            used for intermediate files.
        pieces: at least one, in the order of the result.
        deadline: second of the monotonic clock at which FFmpeg is ended.

    Returns:
        What the result holds.

    Raises:
        CutError: nothing usable came out; what was written has been removed.
        runner.ProgramMissingError, runner.ProgramTimeoutError: the same, but no fault of the file.
    """
    try:
        if len(pieces) == 1:
            _cut_piece(source, target, pieces[0], deadline)
        else:
            _cut_and_join(source, target, pieces, deadline)
        facts = probe.probe(target)
        _check(facts)
        target.chmod(FILE_MODE)
        sync(target)
    except (runner.ProgramFailedError, probe.ProbeError, CutError) as error:
        target.unlink(missing_ok=True)
        raise CutError(f"{source.name}: {error} {getattr(error, 'stderr', '')[-300:]}".strip()) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return facts


def _cut_piece(source: Path, target: Path, piece: Piece, deadline: float) -> None:
    command = commands.trim(
        str(source),
        str(target),
        start=piece.start,
        seconds=piece.end - piece.start,
        ffmpeg=settings.FFMPEG_COMMAND,
    )
    _run(command, deadline)


def _cut_and_join(source: Path, target: Path, pieces: Sequence[Piece], deadline: float) -> None:
    with _beside(target, len(pieces)) as (listing, parts):
        for piece, part in zip(pieces, parts, strict=True):
            _cut_piece(source, part, piece, deadline)
        listing.write_text(commands.concat_listing(map(str, parts)))
        command = commands.join_trimmed(str(listing), str(target), ffmpeg=settings.FFMPEG_COMMAND)
        _run(command, deadline)


@contextmanager
def _beside(target: Path, count: int) -> Iterator[tuple[Path, list[Path]]]:
    """Names for a list and for parts of a file, in its folder: temporary folders may be small."""
    listing = target.with_name(f"{target.stem}-pieces.txt")
    parts = [target.with_name(f"{target.stem}-{number}{target.suffix}") for number in range(count)]
    try:
        yield listing, parts
    finally:
        for path in (listing, *parts):
            path.unlink(missing_ok=True)


def _run(command: commands.Arguments, deadline: float) -> None:
    timeout = max(0.0, deadline - time.monotonic())
    runner.run_ffmpeg(commands.hardened(command), timeout=timeout, limits=LIMITS)


def _check(facts: probe.Facts) -> None:
    stream = facts.video or facts.audio
    if stream is None or not stream.duration:
        raise CutError("nothing is left")
