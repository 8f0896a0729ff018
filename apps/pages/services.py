"""Writes of static pages."""

import logging
import re
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.common.storage import remove_file
from apps.pages.models import Page, TinyMCEMedia
from apps.pages.pictures import editor_picture
from apps.users.models import User

logger = logging.getLogger(__name__)

ORIGINAL_NAME_LENGTH = 255
SANDBOX = 'sandbox="allow-scripts allow-same-origin allow-presentation"'


@transaction.atomic
def page_save(*, page: Page) -> Page:
    """Store a static page; embedded frames get a sandbox (spec/admin.md §5.10)."""
    page.description = with_sandboxes(page.description)
    page.save()
    return page


def editor_picture_create(*, user: User, upload: UploadedFile) -> TinyMCEMedia:
    """Store a picture that somebody put into a page; everybody who has its address sees it.

    Raises:
        ValidationError: the file is no picture, or too large.
    """
    picture = editor_picture(upload)
    original = PurePath(upload.name or "").name[-ORIGINAL_NAME_LENGTH:]
    stored = TinyMCEMedia(file_type=TinyMCEMedia.FileType.IMAGE, original_filename=original, user=user)
    stored.file.save(str(picture.name), picture, save=False)
    try:
        stored.save(force_insert=True)
    except BaseException:
        remove_file(str(stored.file))
        raise
    logger.info("picture for pages stored", extra={"file": stored.file.name, "user": user.pk})
    return stored


def with_sandboxes(html: str) -> str:
    """`html` with a sandbox in every ``<iframe>`` that has none. A second call changes nothing.

    >>> with_sandboxes('<iframe src="/x"></iframe>')
    '<iframe sandbox="allow-scripts allow-same-origin allow-presentation" src="/x"></iframe>'
    """
    return re.sub(r"<iframe\b(?![^>]*\bsandbox\b)", f"<iframe {SANDBOX}", html, flags=re.IGNORECASE)
