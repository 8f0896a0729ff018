"""The media root of the replay."""

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.embedded.errors import PortalError

_MARK = ".unpacked-by-scripts-parity"


@contextmanager
def media_root(folder: Path) -> Iterator[None]:
    """Take a folder for media files, and empty it afterwards.

    Raises:
        PortalError: it cannot be made, or holds files of somebody else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in folder.iterdir()}
        if names and _MARK not in names:
            raise PortalError(f"{folder} holds files already")
        (folder / _MARK).touch()
    except OSError as error:
        raise PortalError(f"{folder} cannot be made ({error.strerror})") from error
    try:
        yield
    finally:
        _empty(folder)
        (folder / _MARK).unlink()


def unpack(archive: Path, folder: Path) -> None:
    """Put the seed's media files into a folder, and nothing else."""
    _empty(folder)
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _MARK:
            path.unlink()
