"""Writes of captions (spec/forms.md §4, §6)."""

import logging
from collections.abc import Iterable
from functools import partial
from pathlib import PurePath

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.captions.cues import Cue, webvtt_of
from apps.captions.decoding import decoded
from apps.captions.formats import CaptionError, to_webvtt, to_webvtt_leniently
from apps.captions.models import Language, Subtitle
from apps.common.storage import absolute_media_path, atomic_write_text, remove_file
from apps.media.models import Media
from apps.media.search import search_vector_update

logger = logging.getLogger(__name__)

MAX_SIZE = 5 * 2**20
SUFFIXES = (".srt", ".vtt")
"""Endings that stay; behind others comes ``.vtt``, since the web server goes by endings."""
NAME_LENGTH = 100
TOO_LARGE = _("Captions may have 5 MiB.")
INVALID = _("Invalid subtitle format. Use SubRip (.srt) or WebVTT (.vtt) files.")


def subtitle_create(*, media: Media, language: Language, file: UploadedFile) -> Subtitle:
    """Add captions to a media. They belong to its owner, whoever uploads them.

    The file is stored as WebVTT, whatever format and name it came with.

    Raises:
        ValidationError: it is no captions, or larger than 5 MiB; under ``subtitle_file``.
    """
    name = PurePath(file.name or "").name[-NAME_LENGTH:]
    if not name.lower().endswith(SUFFIXES):
        name = f"{name or 'captions'}.vtt"
    if (file.size or 0) > MAX_SIZE:
        raise ValidationError({"subtitle_file": [TOO_LARGE]})
    try:
        text = to_webvtt_leniently(decoded(file.read(), language.code))
    except CaptionError as error:
        raise ValidationError({"subtitle_file": [INVALID]}) from error
    return _store(media, language, name, text)


def captions_store(*, media: Media, language: Language, name: str, cues: Iterable[Cue]) -> Subtitle:
    """Add captions that were made here to a media; see `subtitle_create`.

    Args:
        name: wanted name of the file, which gets another one if that is taken.
    """
    return _store(media, language, name[-NAME_LENGTH:], webvtt_of(cues))


@transaction.atomic
def subtitle_update(*, subtitle: Subtitle, text: str) -> None:
    """Write captions anew.

    Args:
        subtitle: which ones.
        text: WebVTT, or another format that becomes WebVTT.

    Raises:
        ValidationError: it is no captions, or longer than 5 MiB; under ``subtitle``.
    """
    if len(text.encode(errors="replace")) > MAX_SIZE:
        raise ValidationError({"subtitle": [TOO_LARGE]})
    try:
        content = to_webvtt(text)
        target = absolute_media_path(str(subtitle.subtitle_file))
    except (CaptionError, SuspiciousFileOperation) as error:
        raise ValidationError({"subtitle": [str(error)]}) from error
    atomic_write_text(target, content)
    search_vector_update(subtitle.media)


@transaction.atomic
def subtitle_delete(*, subtitle: Subtitle) -> None:
    """Delete captions, and their file when the transaction commits."""
    name, media = str(subtitle.subtitle_file), subtitle.media
    subtitle.delete()
    search_vector_update(media)
    if name:
        transaction.on_commit(partial(_remove, name))


def subtitle_text(subtitle: Subtitle) -> str:
    """The text of captions; "" if their file is gone or no text."""
    try:
        content = absolute_media_path(str(subtitle.subtitle_file)).read_bytes()
        return decoded(content, subtitle.language.code).replace("\x00", "")
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        logger.warning("captions not readable: %s", error, extra={"subtitle": subtitle.pk})
        return ""


def _store(media: Media, language: Language, name: str, text: str) -> Subtitle:
    """Write file and row, or neither."""
    subtitle = Subtitle(media=media, language=language, user=media.user)
    # Takes the name, so that no other file gets it; nobody looks at the file before there is a row.
    subtitle.subtitle_file.save(name, ContentFile(b""), save=False)
    try:
        with transaction.atomic():
            atomic_write_text(absolute_media_path(str(subtitle.subtitle_file)), text)
            subtitle.save(force_insert=True)
            search_vector_update(media)
    except BaseException:
        remove_file(str(subtitle.subtitle_file))
        raise
    logger.info("captions added", extra={"media": media.friendly_token, "language": language.code})
    return subtitle


def _remove(name: str) -> None:
    try:
        remove_file(name)
    except SuspiciousFileOperation as error:
        logger.warning("caption file left alone: %s", error)
