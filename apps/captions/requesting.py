"""Asking for captions to be made by speech recognition (spec/forms.md §5, spec/pipeline.md §15.3)."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.captions.languages import NAMES
from apps.captions.models import TranscriptionLanguage, TranscriptionRequest
from apps.captions.transcribing import newest_request, subject_of
from apps.encoding.jobs import job_request
from apps.encoding.models import Job
from apps.encoding.rows import media_lock
from apps.media.models import EncodingStatus, Media, MediaType

logger = logging.getLogger(__name__)

LEGACY_MESSAGE = timedelta(minutes=10)
"""How long the message of a request that a legacy server made may take to a worker."""
LEGACY_RUN = timedelta(days=1)
"""After this a request that runs, but not here, is taken for one whose legacy worker is gone."""

KINDS = (False, True)
"""Whether captions are in English instead of what is spoken."""


@transaction.atomic
def transcription_request(*, media: Media, transcribe: bool, translate: bool, language: str = "") -> None:
    """Have captions made by speech recognition.

    What was asked for once is not asked for again, unless it failed.

    Args:
        media: a video or an audio file; of others only the wish is stored.
        transcribe: in the language that is spoken.
        translate: in English.
        language: code of what is spoken; ``""`` to find it out.

    Raises:
        ValidationError: no such language; under ``language``.
    """
    if language and language not in NAMES:
        raise ValidationError({"language": ["This language is not known."]})
    media = Media.objects.select_for_update(of=("self",), no_key=True).get(pk=media.pk)
    media.allow_whisper_transcribe |= transcribe
    media.allow_whisper_transcribe_and_translate |= translate
    media.save(update_fields=["allow_whisper_transcribe", "allow_whisper_transcribe_and_translate"])
    if media.media_type not in {MediaType.VIDEO, MediaType.AUDIO}:
        return
    wanted = {False: media.allow_whisper_transcribe, True: media.allow_whisper_transcribe_and_translate}
    asked = {False: transcribe, True: translate}
    for translated in KINDS:
        is_new = newest_request(media, translated) is None
        if (wanted[translated] and is_new) or (asked[translated] and retryable(media, translated)):
            transcription_order(media=media, translate=translated, language=language)


def retryable(media: Media, translate: bool) -> bool:
    """Whether a transcription of a kind failed, so that it may be asked for again."""
    request = newest_request(media, translate)
    return request is not None and request.status == EncodingStatus.FAIL


@transaction.atomic
def request_retry(*, request: TranscriptionRequest) -> bool:
    """Ask again for what failed; False if it has not."""
    media = media_lock(request.media_id)
    if media is None or not retryable(media, request.translate_to_english):
        return False
    transcription_order(media=media, translate=request.translate_to_english)
    return True


@transaction.atomic
def transcription_order(*, media: Media, translate: bool, language: str = "", send: bool = True) -> None:
    """Make the newest request of a kind pending, or a new one, whatever became of the last.

    Args:
        translate: the kind: captions in English instead of what is spoken.
        language: code of what is spoken; ``""`` leaves what was said before.
        send: tell the workers.
    """
    request = newest_request(media, translate)
    if request is None:
        request = TranscriptionRequest.objects.create(media=media, translate_to_english=translate)
    elif request.status != EncodingStatus.PENDING:
        request.status, request.logs = EncodingStatus.PENDING, ""
        request.save(update_fields=["status", "logs"])
    if language:
        TranscriptionLanguage.objects.update_or_create(request=request, defaults={"wanted": language})
    if send:
        job_request(
            Job.Kind.TRANSCRIBE, media, media.friendly_token, translate, subject=subject_of(translate)
        )


def lost_requests_send() -> int:
    """Ask again for what legacy servers asked for or began, and nobody is at.

    Returns:
        How many requests there were.
    """
    now = timezone.now()
    lost = Q(status=EncodingStatus.PENDING, add_date__lt=now - LEGACY_MESSAGE)
    lost |= Q(status=EncodingStatus.RUNNING, add_date__lt=now - LEGACY_RUN)
    jobs = Job.objects.filter(
        kind=Job.Kind.TRANSCRIBE,
        media=OuterRef("media"),
        status__in=(EncodingStatus.PENDING, EncodingStatus.RUNNING),
    )
    requests = TranscriptionRequest.objects.filter(lost).exclude(Exists(jobs))
    return sum(_adopt(pk) for pk in list(requests.values_list("pk", flat=True)))


@transaction.atomic
def _adopt(request_id: int) -> bool:
    found = TranscriptionRequest.objects.filter(pk=request_id).first()
    media = media_lock(found.media_id) if found else None
    newest = newest_request(media, found.translate_to_english) if media and found else None
    if media is None or found is None or newest is None or newest.pk != found.pk:
        return False
    transcription_order(media=media, translate=found.translate_to_english)
    logger.warning(
        "transcription asked for again", extra={"media": media.friendly_token, "request": found.pk}
    )
    return True
