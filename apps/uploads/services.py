"""Uploads of the upload page: parts are kept, whole files become media (spec/api-upload.md §6)."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from apps.media import access
from apps.media.models import Media
from apps.media.services import check_upload_size, media_create
from apps.uploads import spool
from apps.users.models import User

logger = logging.getLogger(__name__)

KEEP = timedelta(days=3)
"""How long an upload that does not go on is kept."""

_LOCK = 0x55504C
_LEFT_OUT_OF_NAMES = str.maketrans("", "", " \t\n\r'\"[]{}()<>\\|&;:*-=+")


class ForeignUploadError(Exception):
    """The upload of this name belongs to another user."""

    def __init__(self) -> None:
        super().__init__("This upload belongs to another user.")


def part_store(*, user: User, uuid: str, index: int, part: UploadedFile) -> None:
    """Keep one part of an upload. Sending a part again changes nothing.

    Args:
        user: whose upload it is.
        uuid: the client's name for the upload.
        index: number of the part, from 0.
        part: its content.

    Raises:
        ForeignUploadError: somebody else began an upload of this name.
        ValidationError: the parts are larger than ``UPLOAD_MAX_SIZE`` together.
    """
    parts = spool.Parts(user, uuid)
    if parts.is_foreign():
        raise ForeignUploadError
    if parts.has(index):
        return
    check_upload_size(parts.size() + (part.size or 0))
    parts.add(index, part)


def upload_finish(*, user: User, uuid: str, parts: int, name: str) -> Media:
    """Join the parts of an upload to a media. When that fails they stay, and it can be tried again.

    Args:
        user: whose upload it is.
        uuid: the client's name for the upload.
        parts: how many there are.
        name: of the file, as the client has it.

    Raises:
        ForeignUploadError: the upload is somebody else's.
        PermissionDenied: the user has as many media as they may by now.
        ValidationError: a part is missing, the whole is too large, or the name cannot be a file's.
    """
    started = time.monotonic()
    upload = spool.Parts(user, uuid)
    with _turn_of(user):
        if upload.is_foreign():
            raise ForeignUploadError
        paths = upload.paths(parts)
        if paths is None:
            raise ValidationError("Error with File Uploading")
        check_upload_size(sum(path.stat().st_size for path in paths))
        with spool.join(paths, _stored_name(name)) as file:
            try:
                media = media_create(user=user, media_file=file, title=name, frame_later=True)
            finally:
                Path(file.temporary_file_path()).unlink(missing_ok=True)
        upload.remove()
    logger.info(
        "upload joined",
        extra={"media": media.friendly_token, "parts": parts, "seconds": time.monotonic() - started},
    )
    return media


def upload_create(*, user: User, file: UploadedFile, name: str) -> Media:
    """Make a media of a file that came whole.

    Args:
        user: the owner.
        file: its content.
        name: of the file, as the client has it.

    Raises:
        PermissionDenied: the user has as many media as they may by now.
        ValidationError: the file is too large, or the name cannot be a file's.
    """
    file.name = _stored_name(name)
    with _turn_of(user):
        return media_create(user=user, media_file=file, title=name, frame_later=True)


def uploads_unfinished(*, older_than: timedelta = KEEP) -> list[tuple[Path, int]]:
    """Return the uploads that were never finished, with their bytes.

    Args:
        older_than: how long nothing may have changed in them.
    """
    before = time.time() - older_than.total_seconds()
    return [(path, spool.size(path)) for path in spool.leftovers(before)]


def uploads_cleanup(*, older_than: timedelta = KEEP) -> int:
    """Remove uploads that were never finished.

    Args:
        older_than: how long nothing may have changed in them.

    Returns:
        How many there were.
    """
    leftovers = uploads_unfinished(older_than=older_than)
    for path, _ in leftovers:
        spool.remove(path)
        logger.info("unfinished upload removed: %s", path)
    return len(leftovers)


@contextmanager
def _turn_of(user: User) -> Iterator[None]:
    """Let one upload of a user become a media at a time, and only while they may have another one.

    So an upload is not joined twice, and parallel uploads do not exceed the number of media a user may have.
    The lock is one of the session, since it has to outlast the commit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK, user.pk])
    try:
        if not access.can_upload(user):
            raise PermissionDenied
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, user.pk])


def _stored_name(name: str) -> str:
    """The file name in `name`, without what shells and URLs take for their own (spec/api-upload.md §4)."""
    stored = name.rpartition("/")[2].translate(_LEFT_OUT_OF_NAMES)
    if stored in ("", ".", ".."):
        raise ValidationError("This is not a name for a file.")
    return stored
