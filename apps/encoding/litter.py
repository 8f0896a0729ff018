"""What killed runs leave behind.

Each run works in a temporary folder, which it holds a lock on as long as it lives, and keeps a list there of
what it is about to put into the media root. A folder that nobody holds is removed, and with it what its list
names and no row does.
"""

from __future__ import annotations

import fcntl
import glob
import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps.common.storage import media_root
from apps.encoding.models import DerivedFile, Encoding
from apps.encoding.paths import HELD, TEMPORARY_PREFIX
from apps.encoding.rows import media_lock
from apps.media.models import Media

logger = logging.getLogger(__name__)

LIST = ".begun"


def begun(folder: Path, media_id: int, *patterns: Path | str) -> None:
    """Write down that a run begins files in the media root; nothing if `folder` is not a run's.

    Args:
        folder: the run's temporary folder.
        media_id: whose files they are.
        patterns: absolute paths, which may have wildcards.
    """
    if not (folder / HELD).exists():
        return
    with (folder / LIST).open("a", encoding="utf-8") as lines:
        for pattern in patterns:
            lines.write(json.dumps([media_id, str(pattern)]) + "\n")


def abandoned_folders_remove() -> int:
    """Remove the temporary folders of runs on this machine that were killed, with what they had begun.

    Returns:
        How many there were.
    """
    folders = Path(settings.TEMP_DIRECTORY).glob(f"{glob.escape(TEMPORARY_PREFIX)}*")
    return sum(folder_remove(folder) for folder in folders)


def folder_remove(folder: Path) -> bool:
    """Remove one temporary folder with what was begun in it, unless a living run holds it.

    Returns:
        Whether it was removed.
    """
    with _taken(folder) as is_taken:
        if not is_taken:
            return False
        for media_id, pattern in _listed(folder):
            _begun_remove(media_id, pattern)
        shutil.rmtree(folder, ignore_errors=True)
    logger.warning("what a killed run left was removed", extra={"folder": str(folder)})
    return True


def is_held(folder: Path) -> bool:
    """Whether a living run works in a temporary folder; one that nobody has ever locked is not held."""
    with _taken(folder) as is_taken:
        return not is_taken and (folder / HELD).exists()


@contextmanager
def _taken(folder: Path) -> Iterator[bool]:
    """Lock a folder; False if it is locked, or nobody has ever locked it, or it is gone."""
    try:
        held = (folder / HELD).open("r+b")
    except FileNotFoundError:
        yield False
        return
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _listed(folder: Path) -> list[tuple[int, str]]:
    try:
        lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    entries = []
    for line in lines:
        try:
            media_id, pattern = json.loads(line)
        except ValueError:
            continue  # the run was killed while it wrote this
        entries.append((int(media_id), str(pattern)))
    return entries


@transaction.atomic
def _begun_remove(media_id: int, pattern: str) -> None:
    """Remove files that no row names. What the run may still be committing has the media locked."""
    media_lock(media_id)
    root = media_root()
    if not Path(pattern).is_relative_to(root):
        return
    for path in root.glob(str(Path(pattern).relative_to(root))):
        if not _is_named(media_id, path):
            path.unlink(missing_ok=True)
            logger.warning("file that a killed run had begun was removed", extra={"path": str(path)})


def _is_named(media_id: int, path: Path) -> bool:
    name = str(path.relative_to(media_root()))
    encodings = Encoding.objects.filter(media_id=media_id)
    columns = ("media_file", "thumbnail", "poster", "sprites", "uploaded_thumbnail", "uploaded_poster")
    named = Q()
    for column in columns:
        named |= Q(**{column: name})
    return (
        encodings.filter(Q(media_file=name) | Q(chunk_file_path=str(path))).exists()
        or DerivedFile.objects.filter(media_id=media_id, file=name).exists()
        or Media.objects.filter(named, pk=media_id).exists()
    )
