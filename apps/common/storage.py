"""Where files live below the media root, and safe ways to write and remove them.

The path rules are those of spec/pipeline.md §3. The ``*_upload_to`` functions return the wanted name;
Django's storage cleans its last component and makes it unique (naming rules 1 and 2 of that section).
"""

from __future__ import annotations

import glob
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

if TYPE_CHECKING:
    from apps.captions.models import Subtitle
    from apps.categories.models import Category
    from apps.encoding.models import DerivedFile, Encoding
    from apps.media.models import Media

logger = logging.getLogger(__name__)

FILE_MODE = 0o644


def original_upload_to(media: Media, filename: str) -> str:
    """Return ``original/user/<owner>/<uid>.<filename>``."""
    return f"{settings.MEDIA_UPLOAD_DIR}user/{media.user.username}/{media.uid.hex}.{filename}"


def thumbnail_upload_to(media: Media, filename: str) -> str:
    """Return ``original/thumbnails/user/<owner>/<filename>``.

    Generated thumbnails, posters and sprites bring the uid in ``filename``; pictures uploaded by the owner
    do not.
    """
    return f"{settings.THUMBNAIL_UPLOAD_DIR}user/{media.user.username}/{filename}"


def encoding_upload_to(encoding: Encoding, filename: str) -> str:
    """Return ``encoded/<profile id>/<owner>/<uid>.<filename>``."""
    media = encoding.media
    return (
        f"{settings.MEDIA_ENCODING_DIR}{encoding.profile_id}/{media.user.username}/{media.uid.hex}.{filename}"
    )


def derived_upload_to(derived: DerivedFile, filename: str) -> str:
    """Return ``original/thumbnails/user/<owner>/<filename>``; ``filename`` begins with the uid."""
    return thumbnail_upload_to(derived.media, filename)


def subtitle_upload_to(subtitle: Subtitle, filename: str) -> str:
    """Return ``original/subtitles/user/<owner of the media>/<filename>``."""
    return f"{settings.SUBTITLES_UPLOAD_DIR}user/{subtitle.media.user.username}/{filename}"


def category_thumbnail_upload_to(category: Category, filename: str) -> str:
    """Return ``original/categories/<category uid>.<filename>``."""
    return f"{settings.MEDIA_UPLOAD_DIR}categories/{category.uid}.{filename}"


def media_root() -> Path:
    """Return the media root as an absolute path."""
    return Path(settings.MEDIA_ROOT).absolute()


def absolute_media_path(name: str) -> Path:
    """Return the absolute path of a file below the media root.

    Args:
        name: a path relative to the media root, or an absolute one inside it: legacy columns hold both.

    Raises:
        SuspiciousFileOperation: the path leads out of the media root.
    """
    root = media_root()
    path = Path(os.path.normpath(root / name))
    if not path.is_relative_to(root):
        raise SuspiciousFileOperation(f"{name} lies outside the media root")
    return path


def media_url_for(name: str) -> str:
    """Return the public URL of a file of the media root, not percent-encoded; ``""`` for an empty name.

    Args:
        name: a path relative to the media root, or an absolute one inside it.
    """
    if not name:
        return ""
    return settings.MEDIA_URL + name.removeprefix(settings.MEDIA_ROOT).lstrip("/")


def remove_file(name: str | Path) -> bool:
    """Remove a file of the media root and say whether there was one.

    Raises:
        SuspiciousFileOperation: the path leads out of the media root.
    """
    path = absolute_media_path(str(name))
    try:
        path.unlink()
    except (FileNotFoundError, IsADirectoryError):
        return False
    logger.info("file removed: %s", path)
    return True


def remove_directory(name: str | Path) -> bool:
    """Remove a directory below the media root with all it holds and say whether there was one.

    Raises:
        SuspiciousFileOperation: the path is the media root itself or leads out of it.
    """
    path = absolute_media_path(str(name))
    if path == media_root():
        raise SuspiciousFileOperation("the media root is never removed")
    if not path.is_dir() or path.is_symlink():
        return False
    shutil.rmtree(path)
    logger.info("directory removed: %s", path)
    return True


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Give a temporary path beside ``target`` and rename it to ``target`` when the block succeeds.

    Parent directories are made. The temporary file keeps the suffix of ``target``, since programs such as
    FFmpeg choose the format by it. When the block raises, ``target`` stays as it was. What is renamed is on
    the disk: after a power failure there is the old file or the whole new one.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(
        prefix=_partial_prefix(target), suffix=f".part{target.suffix}", dir=target.parent
    )
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(FILE_MODE)
        sync(temporary)
        temporary.replace(target)
        sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def partial_pattern(target: Path) -> str:
    """Return the pattern of the temporary paths that ``atomic_path`` gives for ``target``."""
    return glob.escape(str(target.parent / _partial_prefix(target))) + "*.part*"


def _partial_prefix(target: Path) -> str:
    """Names may have 255 bytes; the random part and the suffix need some of them."""
    return f".{target.name.encode()[:200].decode(errors='ignore')}."


def sync(path: Path) -> None:
    """Have the file system write a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def atomic_write_bytes(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target`` so that readers see the old file or the whole new one."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content)


def atomic_write_text(target: Path, content: str) -> None:
    """Write UTF-8 text to ``target`` so that readers see the old file or the whole new one."""
    atomic_write_bytes(target, content.encode())
