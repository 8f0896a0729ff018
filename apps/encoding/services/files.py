"""Files of rows: stored beside their target and renamed, removed when the transaction commits."""

from __future__ import annotations

import glob
import logging
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from apps.common.storage import atomic_path, partial_pattern, remove_file
from apps.encoding.litter import begun
from apps.encoding.paths import media_path
from apps.media.models import Media

logger = logging.getLogger(__name__)


def file_store(field: FieldFile, name: str, source: Path) -> str:
    """Copy a finished file to the place that a file column has for it.

    If the file lies in the temporary folder of a run, and the run is killed before a row names what is
    stored, it is removed with that folder.

    Args:
        field: the column of a row; neither is changed.
        name: the file name to ask for; the storage makes it unique.
        source: absolute path of the file.

    Returns:
        The stored name, relative to the media root.

    Raises:
        OSError: nothing is left behind.
    """
    wanted = field.field.generate_filename(field.instance, name)
    owner: Any = field.instance
    media = owner if isinstance(owner, Media) else owner.media
    stored: str = field.storage.save(wanted, ContentFile(b""), max_length=field.field.max_length)
    target = Path(field.storage.path(stored))
    try:
        begun(source.parent, media.pk, glob.escape(str(target)), partial_pattern(target))
        with atomic_path(target) as temporary:
            shutil.copyfile(source, temporary)
    except BaseException:
        file_remove(stored)
        raise
    return stored


def file_remove(name: str) -> None:
    """Remove a file of the media root now; a file that is gone, or lies elsewhere, is left alone.

    One that cannot be removed stays, with a line in the log: what its removal followed has happened already.
    """
    try:
        remove_file(media_path(name))
    except SuspiciousFileOperation:
        return
    except OSError as error:
        logger.warning("%s stays: %s", name, error)


def files_remove_on_commit(names: Iterable[str]) -> None:
    """Remove files of the media root when the transaction commits; empty names are ignored."""
    doomed = [name for name in names if name]

    def remove() -> None:
        for name in doomed:
            file_remove(name)

    if doomed:
        transaction.on_commit(remove)


def human_size(size: int) -> str:
    """Return a number of bytes as the legacy columns hold it, such as ``12.3MB`` (spec/pipeline.md §4.3)."""
    return f"{round(size / 1_000_000, 1)}MB"


def stored_size(name: str) -> str:
    """Return the human size of a file of the media root."""
    return human_size(media_path(name).stat().st_size)
