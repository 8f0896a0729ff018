"""Files that are made from originals beside what legacy servers know: waveforms and pictures to show."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import transaction

from apps.encoding import images, waveform
from apps.encoding.models import DerivedFile
from apps.encoding.paths import temporary_directory
from apps.encoding.rows import media_lock
from apps.encoding.services.files import file_remove, file_store, files_remove_on_commit
from apps.media.models import Media, MediaType

logger = logging.getLogger(__name__)

Kind = DerivedFile.Kind
SUFFIXES = {Kind.PEAKS: "peaks.json", Kind.WAVEFORM: "waveform.png", Kind.DISPLAY: "display.jpg"}
TIMEOUT_MARGIN = 30


def waveform_create(*, media: Media) -> bool:
    """Make the peaks and the picture of a media item's sound, in place of those it has.

    Returns:
        False if there are none: it has no sound, or none that can be decoded; or its file changed meanwhile.

    Raises:
        runner.ProgramError: FFmpeg could not do its work, whatever the file is.
        OSError: nothing is left behind.
    """
    if media.media_type not in {MediaType.AUDIO, MediaType.VIDEO}:
        return False
    started = time.monotonic()
    timeout = float(max(1, settings.CELERY_SOFT_TIME_LIMIT - TIMEOUT_MARGIN))
    try:
        peaks = waveform.peaks(Path(media.media_file.path), timeout=timeout)
    except waveform.WaveformError as error:
        logger.info("no waveform of %s: %s", media.friendly_token, error)
        return False
    stored = _store(media, {Kind.PEAKS: peaks.as_json().encode(), Kind.WAVEFORM: peaks.as_png()})
    logger.info(
        "waveform made",
        extra={"media": media.friendly_token, "length": len(peaks), "seconds": time.monotonic() - started},
    )
    return stored


def display_copy_create(*, media: Media) -> bool:
    """Make the picture that is shown in place of one that browsers cannot show.

    Returns:
        False if there is none: browsers show the original, or nobody can read it.
    """
    if media.media_type != MediaType.IMAGE:
        return False
    try:
        content = images.display_copy(Path(media.media_file.path))
    except images.ImageError as error:
        logger.info("no picture to show of %s: %s", media.friendly_token, error)
        return False
    return content is not None and _store(media, {Kind.DISPLAY: content})


def _store(media: Media, contents: Mapping[Kind, bytes]) -> bool:
    """Store files with their rows, all or none; False if the original is another one by now."""
    original = media.media_file.name or ""
    stored: dict[Kind, str] = {}
    try:
        with temporary_directory() as folder:
            for kind, content in contents.items():
                made = folder / SUFFIXES[kind]
                made.write_bytes(content)
                field = DerivedFile(media=media, kind=kind).file
                stored[kind] = file_store(field, f"{Path(original).name}.{made.name}", made)
        kept = _rows_store(media, original, stored)
    except BaseException:
        _remove(stored)
        raise
    if not kept:
        _remove(stored)
    return kept


@transaction.atomic
def _rows_store(media: Media, original: str, stored: Mapping[Kind, str]) -> bool:
    row = media_lock(media.pk)
    if row is None or row.media_file.name != original:
        return False
    older = DerivedFile.objects.filter(media=row, kind__in=stored)
    files_remove_on_commit(list(older.values_list("file", flat=True)))
    for kind, name in stored.items():
        DerivedFile.objects.update_or_create(
            media=row, kind=kind, defaults={"file": name, "source": original}
        )
    return True


def _remove(stored: Mapping[Kind, str]) -> None:
    for name in stored.values():
        file_remove(name)
