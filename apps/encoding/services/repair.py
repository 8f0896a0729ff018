"""Recordings of browsers, which state no duration and have no index, so that players cannot seek in them."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from apps.common.storage import FILE_MODE, sync
from apps.common.tokens import generate_token
from apps.encoding import commands, probe, runner
from apps.encoding.jobs import Failure, WorkError
from apps.encoding.models import Job
from apps.encoding.rows import media_columns_set, media_lock
from apps.encoding.services.files import human_size
from apps.media.models import Media

logger = logging.getLogger(__name__)

LIMITS = runner.Limits(niceness=5)
TOLERANCE = 1.0
"""Seconds by which the duration of the repaired file may differ from the measured one."""
TIMEOUT_MARGIN = 30
_WEBM_CODECS = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})


def recording_repair(*, media: Media) -> bool:
    """Write an original without a duration anew, in its own place and under its own name.

    Streams are copied, not encoded. The original is there until the new file, looked at and on the disk,
    takes its name in one step; who is reading it at that moment goes on reading the old one.

    Returns:
        Whether the file was repaired. False if there is nothing to repair.

    Raises:
        WorkError: what was written is not the same recording.
        runner.ProgramError, probe.ProbeError, OSError: it could not be written or read.
            The original is as it was after each of them.
    """
    path = Path(media.media_file.path)
    started = time.monotonic()
    staging = path.with_name(f".{path.name[:150]}.{generate_token(9)}.part")
    try:
        before = probe.probe(path)
        muxer = _muxer(before)
        if before.states_duration or muxer is None:
            return False
        after = _remuxed(before, staging, muxer)
        repaired = _put_in_place(media, staging, after)
    finally:
        staging.unlink(missing_ok=True)
    logger.info(
        "recording repaired" if repaired else "recording changed meanwhile",
        extra={"media": media.friendly_token, "seconds": time.monotonic() - started},
    )
    return repaired


def _muxer(facts: probe.Facts) -> str | None:
    """FFmpeg's name of the format that a file is written anew in; None if it should be left alone."""
    if "mp4" in facts.container.split(","):
        return "mp4"
    if "webm" not in facts.container.split(","):
        return None
    codecs = {stream.codec for stream in (facts.video, facts.audio) if stream}
    return "webm" if codecs <= _WEBM_CODECS else "matroska"


def _remuxed(before: probe.Facts, target: Path, muxer: str) -> probe.Facts:
    command = commands.remux(str(before.path), str(target), muxer=muxer, ffmpeg=settings.FFMPEG_COMMAND)
    timeout = float(max(1, settings.CELERY_SOFT_TIME_LIMIT - TIMEOUT_MARGIN))
    runner.run_ffmpeg(commands.hardened(command), timeout=timeout, limits=LIMITS)
    after = probe.probe(target)
    if not after.states_duration:
        raise _unusable("it still has no duration")
    for old, new in ((before.video, after.video), (before.audio, after.audio)):
        _check_same(old, new)
    target.chmod(FILE_MODE)
    sync(target)
    return after


def _unusable(text: str) -> WorkError:
    return WorkError(
        Failure(Job.Reason.BAD_OUTPUT, f"the file written anew is of no use: {text}", permanent=True)
    )


def _check_same(old: probe.Stream | None, new: probe.Stream | None) -> None:
    if old is None or new is None:
        if old is not new:
            raise _unusable("it has other streams")
        return
    if old.codec != new.codec:
        raise _unusable(f"{old.codec} became {new.codec}")
    if abs(old.duration - new.duration) > TOLERANCE:
        raise _unusable(f"{old.duration} s became {new.duration} s")


@transaction.atomic
def _put_in_place(media: Media, staging: Path, facts: probe.Facts) -> bool:
    """Rename the new file over the old one; False if the media has another file by now.

    The row follows in the same transaction. Should that not be committed, it describes the old file, which
    differs in nothing that anybody depends on.
    """
    row = media_lock(media.pk)
    if row is None or row.media_file.name != media.media_file.name:
        return False
    path = Path(row.media_file.path)
    staging.replace(path)
    sync(path.parent)
    columns: dict[str, object] = {"md5sum": None}
    if facts.video is not None:
        columns["size"] = human_size(facts.file_size)
    columns["media_info"] = json.dumps(facts.at(path).media_info)
    media_columns_set(row, **columns)
    return True
