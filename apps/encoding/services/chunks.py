"""Long videos in pieces: split, encoded in parallel, joined (spec/pipeline.md §9)."""

from __future__ import annotations

import glob
import json
import logging
import re
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.common.tokens import generate_token
from apps.encoding import commands, ladder, probe, runner, selectors
from apps.encoding.jobs import Failure, job_note_failure, job_request, on_failure, on_retry, perform
from apps.encoding.jobs.encodes import encode_message, encoding_request
from apps.encoding.litter import begun
from apps.encoding.locks import Lock, wait_for_lock
from apps.encoding.models import EncodeProfile, Encoding, Job
from apps.encoding.paths import chunk_paths, temporary_directory
from apps.encoding.rows import media_lock
from apps.encoding.services.fanout import encoding_create, renditions_of
from apps.encoding.services.files import file_remove, file_store, files_remove_on_commit, human_size
from apps.encoding.services.finished import encoding_finished
from apps.encoding.services.former import former_settle
from apps.encoding.services.outcome import media_status_refresh, rows_remove
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
    with temporary_directory() as folder:
        try:
            pieces = _split(media, folder)
        except (runner.ProgramError, OSError) as error:
            logger.warning("%s cannot be cut, encoding it whole: %s", media.friendly_token, error)
            with transaction.atomic():
                if media_lock(media.pk) is not None:
                    for profile in wanted:
                        encoding_create(media, profile, force=force)
            return False
        if not _rows_create(media, wanted, pieces, force=force):
            logger.info("%s needs no pieces any more, they are removed", media.friendly_token)
            return False
    logger.info(
        "source cut",
        extra={
            "media": media.friendly_token,
            "pieces": len(pieces),
            "seconds": time.monotonic() - started,
        },
    )
    return True


def _split(media: Media, folder: Path) -> list[Path]:
    """Cut the file of a media into pieces beside it; none are left if that fails.

    Args:
        folder: temporary one of the run, to say there what is begun.

    Raises:
        runner.ProgramError: FFmpeg cannot cut it.
        OSError: there are no pieces, or an empty one.
    """
    source = Path(media.media_file.path)
    tail = f"_{generate_token(9)}_{source.name}.mkv"
    begun(folder, media.pk, glob.escape(f"{source.parent}/") + "*" + glob.escape(tail))
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
) -> bool:
    """Make and queue the rows of all pieces, but not for profiles that have pieces waiting already.

    Returns:
        False if the media has another file by now, or there is nothing to do; the pieces are removed.
    """
    digests = {str(piece): probe.md5sum(piece) for piece in pieces}
    chunks_info = json.dumps(digests)
    with transaction.atomic():
        current = media_lock(media.pk)
        wanted = _without_pieces(current, profiles) if current else []
        if current is None or current.media_file.name != media.media_file.name or not wanted:
            files_remove_on_commit(list(digests))
            return False
        for profile in wanted:
            for path, digest in digests.items():
                encoding = Encoding.objects.create(
                    media=media,
                    profile=profile,
                    chunk=True,
                    chunk_file_path=path,
                    chunks_info=chunks_info,
                    md5sum=digest,
                )
                encoding_request(encoding, force=force)
    return True


def _without_pieces(media: Media, profiles: Sequence[EncodeProfile]) -> list[EncodeProfile]:
    """Those profiles of which no pieces wait or are encoded: a split that was killed has made some."""
    under_way = Encoding.objects.filter(
        media=media, chunk=True, status__in=(EncodingStatus.PENDING, EncodingStatus.RUNNING)
    )
    present = set(under_way.values_list("profile_id", flat=True))
    return [profile for profile in profiles if profile.pk not in present]


def join_request(encoding: Encoding) -> None:
    """Write down, with the last piece of a profile, that its pieces are to be joined."""
    if _is_complete(_group(encoding), encoding.chunks_info):
        args, kwargs = encode_message(encoding, force=True)
        subject = str(encoding.profile_id)
        job_request(Job.Kind.JOIN, encoding.media, *args, subject=subject, quietly=True, **kwargs)


def chunk_finished(encoding: Encoding) -> None:
    """Join the pieces of a profile if this was the last one missing; safe to repeat, and in parallel.

    A join that has failed waits until somebody has it tried again.
    """
    subject = str(encoding.profile_id)
    joins = Job.objects.filter(kind=Job.Kind.JOIN, media_id=encoding.media_id, subject=subject)
    known = joins.values_list("status", flat=True).first()
    if known in {EncodingStatus.SUCCESS, EncodingStatus.FAIL}:
        return
    if known is None and not _is_complete(_group(encoding), encoding.chunks_info):
        return
    args, kwargs = encode_message(encoding, force=True)
    perform(Job.Kind.JOIN, encoding.media, lambda _: _join(encoding), *args, subject=subject, **kwargs)


def joins_settle(encoding_id: int) -> None:
    """End joins that a piece was to start that is gone: its media has another file, or other pieces."""
    waiting = Job.objects.filter(
        kind=Job.Kind.JOIN, status=EncodingStatus.PENDING, message__args__2=encoding_id
    )
    now = timezone.now()
    waiting.update(status=EncodingStatus.SUCCESS, reason="", detail="", ended_at=now)


def _group(encoding: Encoding) -> list[Encoding]:
    return list(selectors.chunks(encoding.media, encoding.profile_id, encoding.chunks_info))


def _is_complete(group: Sequence[Encoding], chunks_info: str) -> bool:
    done = {row.chunk_file_path for row in group if row.status == EncodingStatus.SUCCESS and row.media_file}
    wanted = chunk_paths(chunks_info)
    return bool(wanted) and set(wanted) <= done


def _join(encoding: Encoding) -> None:
    """Join finished pieces into a final row, unless the media is being trimmed, which takes them away.

    Raises:
        ProgramError, ProbeError, OSError: the result is unusable; the pieces stay.
    """
    with (
        wait_for_lock(Lock.CHUNKS, encoding.media_id),
        temporary_directory() as folder,
        ExitStack() as undo,
    ):
        group = _group(encoding)
        if not _is_complete(group, encoding.chunks_info):
            return
        output = folder / f"joined.{encoding.profile.extension}"
        _write_joined(group, folder / "pieces.txt", output)
        name = f"{Path(encoding.media.media_file.name or '').name}.{encoding.profile.extension}"
        row = Encoding(media=encoding.media, profile=encoding.profile)
        stored = file_store(row.media_file, name, output)
        undo.callback(file_remove, stored)
        size = human_size(output.stat().st_size)
        with transaction.atomic():
            media_lock(encoding.media_id)
            if not _is_complete(_group(encoding), encoding.chunks_info):
                return  # the media has got another file meanwhile
            _final_row(group, EncodingStatus.SUCCESS, "", media_file=stored, size=size)
        undo.pop_all()


@on_failure(Job.Kind.JOIN)
def join_failed(job: Job) -> None:
    """Make a failed final row; the pieces stay, so that they can be joined once more."""
    newest = Encoding.objects.filter(media_id=job.media_id, profile_id=int(job.subject), chunk=True)
    last = newest.select_related("media__user").order_by("-pk").first()
    if last is None:
        return
    _final_row(_group(last), EncodingStatus.FAIL, job.detail)


@on_retry(Job.Kind.JOIN)
def join_prepare_retry(job: Job) -> bool:
    """Remove the failed final row, whose place the joined one takes."""
    failed = Encoding.objects.filter(
        media_id=job.media_id, profile_id=int(job.subject), chunk=False, status=EncodingStatus.FAIL
    )
    rows_remove(failed)
    media_status_refresh(media_id=job.media_id)
    return True


def _write_joined(group: Sequence[Encoding], listing: Path, output: Path) -> None:
    outputs = {row.chunk_file_path: row.media_file.path for row in group}
    listing.write_text(commands.concat_listing(outputs[path] for path in chunk_paths(group[0].chunks_info)))
    line = commands.join(str(listing), str(output), ffmpeg=settings.FFMPEG_COMMAND)
    runner.run_ffmpeg(commands.hardened(line), timeout=_timeout(), limits=LIMITS)
    probe.probe(output)


@transaction.atomic
def _final_row(
    group: Sequence[Encoding], status: EncodingStatus, message: str, *, media_file: str = "", size: str = ""
) -> Encoding | None:
    """Make the row that stands for a whole group, in place of the group if it succeeded.

    Returns:
        None if the media is gone.
    """
    first = group[0]
    media = media_lock(first.media_id)
    if media is None:
        return None
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
    older = Encoding.objects.filter(media=media, profile=first.profile, former=None, pk__lt=final.pk)
    if status == EncodingStatus.FAIL:
        older = older.filter(chunk=False, status=EncodingStatus.FAIL)
    rows_remove(older)
    encoding_finished(final)
    logger.info(
        "pieces joined" if media_file else "pieces failed",
        extra={"media": media.friendly_token, "encoding": final.pk, "pieces": len(group)},
    )
    return final


def chunk_failed(encoding: Encoding, job: Job) -> None:
    """End a profile of which one piece cannot be encoded: a failed final row in place of all its pieces (H6).

    Called inside the transaction that marks the piece as failed.

    Args:
        encoding: row of the piece.
        job: its failed job.
    """
    group = _group(encoding)
    final = _final_row(group, EncodingStatus.FAIL, f"{Path(encoding.chunk_file_path).name} failed.")
    if final is not None:
        failure = Failure(Job.Reason(job.reason), job.detail)
        job_note_failure(Job.Kind.ENCODE, final.media, failure, encoding=final)
    rows_remove(group)
    former_settle(media_id=encoding.media_id)
