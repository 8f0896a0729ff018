"""Where uploads lie until they are media (spec/api-upload.md §5): below the media root, on its file system.

An upload in parts is a folder ``<CHUNKS_DIR>/<uuid>/<primary key of the user>`` with the parts named by their
number. The web server serves nothing below ``CHUNKS_DIR`` and ``UPLOAD_DIR``.
"""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile

from apps.common.storage import absolute_media_path
from apps.users.models import User

_AT_ONCE = 2**30
"""Bytes that one system call is asked to copy."""
_NO_KERNEL_COPY = {errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EXDEV}


class SpooledFile(UploadedFile):
    """A file that the storage takes over by renaming it, as it does with Django's temporary uploads.

    Args:
        path: of the file.
        name: what it is called from then on.
    """

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(file=path.open("rb"), name=name, size=path.stat().st_size)
        self._path = path

    def temporary_file_path(self) -> str:
        """Where it lies now."""
        return str(self._path)


class Parts:
    """The parts of one upload of one user.

    Args:
        user: whose upload it is.
        uuid: the client's name for it, a canonical UUID in lower case.
    """

    def __init__(self, user: User, uuid: str) -> None:
        self._upload = chunks_folder() / uuid
        self._folder = self._upload / str(user.pk)

    def is_foreign(self) -> bool:
        """Whether somebody else's upload goes by this name."""
        return any(owner != self._folder for owner in _entries(self._upload))

    def has(self, index: int) -> bool:
        """Whether the part of this number is here."""
        return (self._folder / str(index)).exists()

    def add(self, index: int, part: UploadedFile) -> None:
        """Keep a part. The first to come with its number stays."""
        storage = FileSystemStorage(self._folder)
        if not storage.exists(str(index)):
            storage.save(str(index), part)

    def size(self) -> int:
        """Bytes of all parts."""
        return sum(entry.stat().st_size for entry in _entries(self._folder))

    def paths(self, count: int) -> list[Path] | None:
        """Return the first `count` parts in their order, None if one is missing."""
        paths = [self._folder / str(index) for index in range(count)]
        present = set(_entries(self._folder))
        return paths if present.issuperset(paths) else None

    def remove(self) -> None:
        """Forget the upload."""
        shutil.rmtree(self._upload, ignore_errors=True)


def chunks_folder() -> Path:
    """Return the folder of uploads in parts."""
    return absolute_media_path(settings.CHUNKS_DIR)


def uploads_folder() -> Path:
    """Return the folder of whole files that are not media yet; it is made if it is missing."""
    folder = absolute_media_path(settings.UPLOAD_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def join(paths: Iterable[Path], name: str) -> SpooledFile:
    """Return a new file of the content of `paths`; they stay. Copying is left to the kernel.

    Args:
        paths: in their order.
        name: what the file is called once it is a media.
    """
    with NamedTemporaryFile(dir=uploads_folder(), suffix=".joined", delete=False) as target:
        try:
            for path in paths:
                with path.open("rb") as source:
                    _append(source, target)
        except OSError:
            Path(target.name).unlink()
            raise
    return SpooledFile(Path(target.name), name)


def leftovers(before: float) -> Iterator[Path]:
    """Find uploads in which nothing has changed since `before` (seconds since 1970)."""
    for folder in (chunks_folder(), uploads_folder()):
        for entry in _entries(folder):
            if _last_change(entry) < before:
                yield entry


def size(path: Path) -> int:
    """Bytes of a leftover; nothing of what goes away meanwhile."""
    total = 0
    for entry in (path, *path.rglob("*")):
        if entry.is_file():
            with suppress(FileNotFoundError):
                total += entry.stat().st_size
    return total


def remove(path: Path) -> None:
    """Remove a leftover, a file or a folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _append(source: IO[bytes], target: IO[bytes]) -> None:
    """Append a whole file to another; on file systems that can, the two then share their blocks."""
    try:
        while os.copy_file_range(source.fileno(), target.fileno(), _AT_ONCE):
            pass
    except OSError as error:
        if error.errno not in _NO_KERNEL_COPY:
            raise
        shutil.copyfileobj(source, target)
        target.flush()


def _last_change(path: Path) -> float:
    """When something below `path` was last written; of no age if it goes away meanwhile."""
    try:
        return max(entry.lstat().st_mtime for entry in (path, *path.rglob("*")))
    except FileNotFoundError:
        return float("inf")


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
