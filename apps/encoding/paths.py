"""Where the pipeline works: temporary folders, the HLS folder of a media item, and directory switching."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

from apps.common.storage import absolute_media_path, media_root
from apps.common.tokens import generate_token

MASTER_PLAYLIST = "master.m3u8"
TEMPORARY_PREFIX = "tmp-portal-"
"""By which ``media_cleanup`` knows our folders: others work below ``TEMP_DIRECTORY`` as well."""
HELD = ".held"
"""The file in such a folder that its run has locked."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """Give a private folder below ``TEMP_DIRECTORY`` that is gone afterwards.

    It is locked from before it has its name until after it is gone, by which `litter` knows whether its run
    lives.
    """
    unnamed = Path(tempfile.mkdtemp(prefix=f".{TEMPORARY_PREFIX}", dir=settings.TEMP_DIRECTORY))
    with (unnamed / HELD).open("wb") as held:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(held, fcntl.LOCK_EX)
        folder = unnamed.rename(unnamed.with_name(unnamed.name.removeprefix(".")))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def media_path(name: str) -> Path:
    """Return the absolute path of a file of the media root.

    Args:
        name: relative to the media root, or absolute. Legacy servers store some paths with the symbolic links
            of the media root resolved.

    Raises:
        SuspiciousFileOperation: the path leads out of the media root.
    """
    resolved = media_root().resolve()
    if Path(name).is_relative_to(resolved):
        name = str(media_root() / Path(name).relative_to(resolved))
    return absolute_media_path(name)


def hls_directory(uid: UUID) -> Path:
    """Return the folder of a media item's HLS files (spec/pipeline.md §3)."""
    return Path(settings.HLS_DIR) / uid.hex


def chunk_paths(chunks_info: str) -> list[str]:
    """Return the absolute paths of the pieces that a ``chunks_info`` names, in the order of the source.

    Args:
        chunks_info: JSON object of path and MD5; anything else names no pieces.
    """
    try:
        pieces = json.loads(chunks_info)
    except ValueError:
        return []
    return list(pieces) if isinstance(pieces, dict) else []


@contextmanager
def replaced_directory(target: Path) -> Iterator[Path]:
    """Give an unmade path beside `target`, and put what is made there in the place of `target`.

    Readers see the whole old folder or the whole new one. The old one is removed after the switch; when the
    block raises it stays and the new one is removed. What an interrupted run left beside `target` goes as
    well, so callers must see to it that only one at a time replaces it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for leftover in target.parent.glob(f"{target.name}.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    staging = target.with_name(f"{target.name}.{generate_token(9)}")
    try:
        yield staging
        if target.exists():
            _exchange(staging, target)
        else:
            staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _exchange(staging: Path, target: Path) -> None:
    """Swap two folders at once where the system can, else by way of a third name."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None:
        names = os.fsencode(staging), os.fsencode(target)
        if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
            return
        code = ctypes.get_errno()
        if code not in _UNSUPPORTED:
            raise OSError(code, os.strerror(code), str(target))
    aside = target.with_name(f"{target.name}.{generate_token(9)}")
    target.rename(aside)
    staging.rename(target)
    aside.rename(staging)
