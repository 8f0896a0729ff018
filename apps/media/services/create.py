"""New media."""

import logging
import time
from contextlib import ExitStack
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from apps.common.text import plain_text
from apps.common.tokens import generate_token
from apps.encoding.jobs import job_note_failure
from apps.encoding.models import Job
from apps.encoding.services import media_init
from apps.media import access, mail
from apps.media.models import Media
from apps.media.services.files import generated_files
from apps.media.upkeep import media_refresh
from apps.users.models import User

logger = logging.getLogger(__name__)

TITLE_LENGTH = 100
_FILE_NAME_BYTES = 160
"""What a name may have so that all derived names, with the uid twice, stay below the 255 of file systems."""


def media_create(
    *,
    user: User,
    media_file: UploadedFile,
    title: str = "",
    description: str = "",
    user_featured: bool = False,
    frame_later: bool = False,
) -> Media:
    """Store an upload and everything that follows from it, all or nothing.

    The file is stored as ``original/user/<username>/<uid>.<name>``; its type is detected and thumbnails of
    images and videos are made within the call; tasks and mails are queued when the transaction commits.

    Args:
        user: the owner. Whether they may upload is asked before (``access.can_upload``).
        media_file: the file itself, never a name.
        title: the uploaded name if blank. Tags are stripped, then it is cut to 100 characters.
        description: tags are stripped.
        user_featured: the owner's own mark, without effect on listings.
        frame_later: a worker makes the thumbnail of a video; for callers whose answer does not show it.

    Returns:
        The media; tasks that ran with the commit may have changed its row since.

    Raises:
        ValidationError: the file is larger than ``UPLOAD_MAX_SIZE``.
    """
    started = time.monotonic()
    check_upload_size(media_file.size or 0)
    uploaded_name = PurePath(media_file.name or "").name
    media_file.name = _shortened(uploaded_name)
    media = Media(
        user=user,
        media_file=media_file,
        title=plain_text(title.strip() or uploaded_name, TITLE_LENGTH),
        description=plain_text(description),
        user_featured=user_featured,
        add_date=timezone.now(),
        friendly_token=_unused_token(),
        state=access.default_state(user),
    )
    with ExitStack() as undo:
        undo.callback(lambda: generated_files(media).remove())
        with transaction.atomic():
            media.save(force_insert=True)
            failure = media_init(media, frame_later=frame_later)
            if failure is not None:
                job_note_failure(Job.Kind.INIT, media, failure)
            mail.media_added(media)
            media_refresh(media)
        undo.pop_all()
    logger.info(
        "media created",
        extra={"media": media.friendly_token, "owner": user.pk, "seconds": time.monotonic() - started},
    )
    return media


def check_upload_size(size: int) -> None:
    """Refuse a file of `size` bytes if it is larger than the portal takes.

    Raises:
        ValidationError: with a message for the field ``media_file``.
    """
    if size > settings.UPLOAD_MAX_SIZE:
        limit = settings.UPLOAD_MAX_SIZE // 2**20
        raise ValidationError({"media_file": [f"File too large. Maximum size: {limit}MB"]})


def _unused_token() -> str:
    while True:
        token = generate_token(settings.FRIENDLY_TOKEN_LEN)
        if not Media.objects.filter(friendly_token=token).exists():
            return token


def _shortened(name: str) -> str:
    """`name` cut to what file systems take, its suffix kept."""
    if len(name.encode()) <= _FILE_NAME_BYTES:
        return name
    suffix = PurePath(name).suffix
    stem = name.encode()[: max(1, _FILE_NAME_BYTES - len(suffix.encode()))].decode(errors="ignore")
    return stem + suffix
