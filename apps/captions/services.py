"""Writes of captions, and requests to have them made (spec/forms.md §4 to §6)."""

import logging
from functools import partial
from pathlib import PurePath

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.captions.decoding import decoded
from apps.captions.formats import CaptionError, to_webvtt, to_webvtt_leniently
from apps.captions.models import Language, Subtitle, TranscriptionRequest
from apps.common.storage import absolute_media_path, atomic_write_text, remove_file
from apps.encoding.queueing import enqueue
from apps.media.models import Media, MediaType
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
    subtitle = Subtitle(media=media, language=language, user=media.user)
    subtitle.subtitle_file.save(name, ContentFile(text.encode()), save=False)
    try:
        with transaction.atomic():
            subtitle.save(force_insert=True)
            search_vector_update(media)
    except BaseException:
        remove_file(str(subtitle.subtitle_file))
        raise
    logger.info("captions added", extra={"media": media.friendly_token, "language": language.code})
    return subtitle


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


@transaction.atomic
def transcription_request(*, media: Media, transcribe: bool, translate: bool) -> None:
    """Have captions made by speech recognition; what was asked for once is not asked for again.

    Args:
        media: a video or an audio file; of others only the wish is stored.
        transcribe: in the language that is spoken.
        translate: in English.
    """
    media = Media.objects.select_for_update(of=("self",), no_key=True).get(pk=media.pk)
    media.allow_whisper_transcribe |= transcribe
    media.allow_whisper_transcribe_and_translate |= translate
    media.save(update_fields=["allow_whisper_transcribe", "allow_whisper_transcribe_and_translate"])
    if media.media_type not in (MediaType.VIDEO, MediaType.AUDIO):
        return
    wanted = {False: media.allow_whisper_transcribe, True: media.allow_whisper_transcribe_and_translate}
    for translated, is_wanted in wanted.items():
        known = TranscriptionRequest.objects.filter(media=media, translate_to_english=translated).exists()
        if is_wanted and not known:
            TranscriptionRequest.objects.create(media=media, translate_to_english=translated)
            enqueue("whisper_transcribe", media.friendly_token, translated)


def _remove(name: str) -> None:
    try:
        remove_file(name)
    except SuspiciousFileOperation as error:
        logger.warning("caption file left alone: %s", error)
