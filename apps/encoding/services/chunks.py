"""Long videos in pieces: split, encoded in parallel, joined (spec/pipeline.md §9)."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.common.tokens import generate_token
from apps.encoding import commands, ladder, probe, runner, selectors
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.models import EncodeProfile, Encoding
from apps.encoding.paths import chunk_paths, temporary_directory
from apps.encoding.services.fanout import encoding_create, encoding_enqueue, renditions_of
from apps.encoding.services.files import file_remove, file_store, files_remove_on_commit, human_size
from apps.encoding.services.outcome import encoding_finished, media_lock, rows_remove
from apps.media.models import EncodingStatus, Media

logger = logging.getLogger(__name__)

LIMITS = runner.Limits(niceness=5)
LOG_TAIL = 20_000
TIMEOUT_MARGIN = 30


def chunkize(*, media: Media, profiles: Sequence[int], force: bool = True) -> bool:
    """Cut a long video into pieces and queue the encode of each piece with each profile.

    Args:
        profiles: ids; unknown ones, and ones that the video is too small for, are left out.

    Returns:
        False if it cannot be cut; it is then encoded as a whole.
    """
    started = time.monotonic()
    found = EncodeProfile.objects.in_bulk(profiles)
    wanted = renditions_of(media, (profile for profile in found.values() if not ladder.is_preview(profile)))
    if not wanted:
        return True
    try:
        pieces = _split(Path(media.media_file.path))
    except (runner.ProgramError, OSError) as error:
        logger.warning("%s cannot be cut, encoding it whole: %s", media.friendly_token, error)
        with transaction.atomic():
            for profile in wanted:
                encoding_create(media, profile, force=force)
        return False
    _rows_create(media, wanted, pieces, force=force)
    logger.info(
        "source cut",
        extra={
            "media": media.friendly_token,
            "pieces": len(pieces),
            "seconds": time.monotonic() - started,
        },
    )
    return True


def _split(source: Path) -> list[Path]:
    """Cut a file into pieces beside it; none are left if that fails.

    Raises:
        runner.ProgramError: FFmpeg cannot cut it.
        OSError: there are no pieces, or an empty one.
    """
    tail = f"_{generate_token(9)}_{source.name}.mkv"
    command = commands.split(
        str(source),
        f"{_literal(str(source.parent))}/%02d{_literal(tail)}",
        seconds=settings.VIDEO_CHUNKS_DURATION,
        ffmpeg=settings.FFMPEG_COMMAND,
    )
    try:
        runner.run_ffmpeg(commands.hardened(command), timeout=_timeout(), limits=LIMITS)
        made = _pieces(source.parent, tail)
        if not made or not all(piece.stat().st_size for piece in made):
            raise FileNotFoundError("the cut left no usable pieces")
    except BaseException:
        for piece in _pieces(source.parent, tail):
            piece.unlink(missing_ok=True)
        raise
    return made


def _literal(text: str) -> str:
    """Text that stands for itself in a pattern of file names."""
    return text.replace("%", "%%")


def _pieces(folder: Path, tail: str) -> list[Path]:
    pattern = re.compile(r"(\d{2,})" + re.escape(tail))
    numbered = [(int(found[1]), path) for path in folder.iterdir() if (found := pattern.fullmatch(path.name))]
    return [path for _, path in sorted(numbered)]


def _timeout() -> float:
    return float(max(1, settings.CELERY_SOFT_TIME_LIMIT - TIMEOUT_MARGIN))


def _rows_create(
    media: Media, profiles: Sequence[EncodeProfile], pieces: Sequence[Path], *, force: bool
) -> None:
    digests = {str(piece): probe.md5sum(piece) for piece in pieces}
    chunks_info = json.dumps(digests)
    with transaction.atomic():
        for profile in profiles:
            for path, digest in digests.items():
                encoding = Encoding.objects.create(
                    media=media,
                    profile=profile,
                    chunk=True,
                    chunk_file_path=path,
                    chunks_info=chunks_info,
                    md5sum=digest,
                )
                encoding_enqueue(encoding, force=force)


def chunk_finished(encoding: Encoding) -> None:
    """Join the pieces of a profile if this was the last one missing; safe to repeat, and in parallel."""
    with wait_for_lock(Lock.CHUNKS, encoding.media_id):
        group = list(selectors.chunks(encoding.media, encoding.profile_id, encoding.chunks_info))
        if _is_complete(group, encoding.chunks_info):
            _join(group)


def _is_complete(group: Sequence[Encoding], chunks_info: str) -> bool:
    done = {row.chunk_file_path for row in group if row.status == EncodingStatus.SUCCESS and row.media_file}
    wanted = chunk_paths(chunks_info)
    return bool(wanted) and set(wanted) <= done


def _join(group: Sequence[Encoding]) -> None:
    """Join finished pieces into a final row; an unusable result is a failed one, and the pieces stay."""
    first = group[0]
    with temporary_directory() as folder:
        output = folder / f"joined.{first.profile.extension}"
        stored = ""
        try:
            _write_joined(group, folder / "pieces.txt", output)
            name = f"{Path(first.media.media_file.name or '').name}.{first.profile.extension}"
            stored = file_store(Encoding(media=first.media, profile=first.profile).media_file, name, output)
            size = human_size(output.stat().st_size)
            _final_row(group, EncodingStatus.SUCCESS, "", media_file=stored, size=size)
        except (runner.ProgramError, probe.ProbeError, OSError) as error:
            _final_row(group, EncodingStatus.FAIL, f"{error}\n{getattr(error, 'stderr', '')}")
        except BaseException:
            file_remove(stored)
            raise


def _write_joined(group: Sequence[Encoding], listing: Path, output: Path) -> None:
    outputs = {row.chunk_file_path: row.media_file.path for row in group}
    listing.write_text(commands.concat_listing(outputs[path] for path in chunk_paths(group[0].chunks_info)))
    line = commands.join(str(listing), str(output), ffmpeg=settings.FFMPEG_COMMAND)
    runner.run_ffmpeg(commands.hardened(line), timeout=_timeout(), limits=LIMITS)
    probe.probe(output)


@transaction.atomic
def _final_row(
    group: Sequence[Encoding], status: EncodingStatus, message: str, *, media_file: str = "", size: str = ""
) -> None:
    """Make the row that stands for a whole group, in place of the group if it succeeded."""
    first = group[0]
    media = media_lock(first.media_id)
    if media is None:
        files_remove_on_commit([media_file])
        return
    now = timezone.now()
    final = Encoding.objects.create(
        media=media,
        profile=first.profile,
        status=status,
        progress=100,
        media_file=media_file,
        size=size,
        logs="\n".join([message, *(row.logs for row in group)])[-LOG_TAIL:],
        worker=json.dumps({"workers": sorted({row.worker for row in group})})[:100],
        total_run_time=int((now - min(row.add_date for row in group)).total_seconds()),
    )
    older = Encoding.objects.filter(media=media, profile=first.profile, pk__lt=final.pk)
    if status == EncodingStatus.FAIL:
        older = older.filter(chunk=False, status=EncodingStatus.FAIL)
    rows_remove(older)
    encoding_finished(final)
    logger.info(
        "pieces joined" if media_file else "pieces failed",
        extra={"media": media.friendly_token, "encoding": final.pk, "pieces": len(group)},
    )


def chunk_failed(encoding: Encoding) -> None:
    """End a profile of which one piece cannot be encoded: a failed final row in place of all its pieces (H6).

    Called inside the transaction that marks the piece as failed.
    """
    group = list(selectors.chunks(encoding.media, encoding.profile_id, encoding.chunks_info))
    _final_row(group, EncodingStatus.FAIL, f"{Path(encoding.chunk_file_path).name} failed.")
    rows_remove(group)
