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
    """Make sure that a media root can be used, and remove what was put there afterwards.

    Raises:
        PortalError: it cannot be made, or holds files of somebody else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        entries = [path.name for path in folder.iterdir()]
        if entries and _MARK not in entries:
            raise PortalError(
                f"the media root {folder} holds files already. Move them away, or give --media-root DIR."
            )
        (folder / _MARK).touch()
    except OSError as error:
        raise PortalError(
            f"the media root {folder} cannot be used ({error}). Give --media-root DIR."
        ) from error
    try:
        yield
    finally:
        _empty(folder)
        (folder / _MARK).unlink()


def unpack(archive: Path, folder: Path) -> None:
    """Put the seed's media files into a media root, and nothing else."""
    _empty(folder)
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _MARK:
            path.unlink()
