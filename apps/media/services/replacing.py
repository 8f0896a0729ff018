"""Another file for a media (spec/forms.md §8)."""

import logging
import time
from collections.abc import Collection
from pathlib import Path, PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from apps.encoding.jobs import job_request
from apps.encoding.models import Job
from apps.encoding.paths import temporary_directory
from apps.encoding.probe import ProbeError, detect_type, probe
from apps.encoding.services import former_keep
from apps.encoding.services.files import file_remove, files_remove_on_commit
from apps.media.models import Media, MediaType
from apps.media.services.create import check_upload_size
from apps.media.services.files import PICTURE_COLUMNS
from apps.media.upkeep import media_store

logger = logging.getLogger(__name__)

REMADE = ("thumbnail", "poster")
"""Pictures that a worker makes of every file of the types `WITH_PICTURE`, in place of those there are."""
WITH_PICTURE = (MediaType.VIDEO, MediaType.IMAGE)
NAME_LENGTH = 40
"""Characters of an uploaded name that are kept: with the uid it has to fit into what file systems take."""


def media_replace(*, media: Media, new_file: UploadedFile) -> Media:
    """Give a media another file, from which everything derived is made anew.

    Token, state, title, tags, categories, captions, chapters, comments and permissions stay. The new file is
    stored and looked at first; what belongs to the old one goes when the transaction commits. Thumbnail and
    poster stay until those of the new file take their place, finished renditions, preview and HLS until the
    renditions of the new file are complete (``apps.encoding.services.former``).

    Args:
        media: which one.
        new_file: the upload.

    Raises:
        ValidationError: the file is too large, or of a type that the portal does not take; under
            ``new_media_file``.
    """
    started = time.monotonic()
    try:
        check_upload_size(new_file.size or 0)
    except ValidationError as error:
        raise ValidationError({"new_media_file": error.messages}) from error
    kind = _checked_type(new_file)
    old = str(media.media_file)
    media.media_file.save(PurePath(new_file.name or "").name[-NAME_LENGTH:], new_file, save=False)
    stored = str(media.media_file)
    try:
        with transaction.atomic():
            media = _file_set(media, stored, old, REMADE if kind in WITH_PICTURE else ())
    except BaseException:
        file_remove(stored)
        raise
    logger.info(
        "media replaced", extra={"media": media.friendly_token, "seconds": time.monotonic() - started}
    )
    return media


def _file_set(media: Media, stored: str, old: str, kept: Collection[str]) -> Media:
    """Set the new file, and take away what is of the old one, except the pictures of the columns `kept`."""
    media = Media.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=media.pk)
    preview = media.preview_file_path
    if former_keep(media=media):
        preview = ""
    media.refresh_from_db()
    files_remove_on_commit([old, preview])
    dropped = [column for column in PICTURE_COLUMNS if column not in kept]
    files_remove_on_commit(str(getattr(media, column)) for column in dropped)
    for column in dropped:
        setattr(media, column, "")
    media.media_file = stored
    media_store(media, "media_file", "edit_date", *dropped)
    job_request(Job.Kind.INIT, media, media.friendly_token)
    return media


def _checked_type(upload: UploadedFile) -> str:
    """The kind of media that an upload is; what the portal would remove later is refused."""
    with temporary_directory() as folder:
        path = folder / f"upload{PurePath(upload.name or '').suffix[:10]}"
        _link(upload, path)
        kind = detect_type(path)
        if kind not in (MediaType.IMAGE, MediaType.PDF):
            kind = _played_type(path)
    allowed = settings.ALLOWED_MEDIA_UPLOAD_TYPES
    if kind is None or not ("all" in allowed or kind in allowed):
        raise ValidationError({"new_media_file": [_("This type of file is not supported.")]})
    return str(kind)


def _played_type(path: Path) -> str | None:
    try:
        return MediaType.VIDEO if probe(path).video else MediaType.AUDIO
    except ProbeError:
        return None


def _link(upload: UploadedFile, path: Path) -> None:
    """Have an upload under a path, as a link if it is a file already."""
    if hasattr(upload, "temporary_file_path"):
        path.symlink_to(upload.temporary_file_path())
        return
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    upload.seek(0)
