"""Reads of captions and transcriptions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.captions.models import TranscriptionRequest
from apps.captions.transcribing import subject_of
from apps.encoding.models import Job
from apps.media.models import EncodingStatus, Media


@dataclass(frozen=True, slots=True)
class TranscriptionState:
    """How far a transcription is, for the owner of the media.

    Attributes:
        label: what is made.
        text: whether it waits, how far it is, or why it failed.
    """

    label: str
    text: str


def transcription_states(media: Media) -> list[TranscriptionState]:
    """Return the transcriptions of a media that have not succeeded; two queries."""
    requests = TranscriptionRequest.objects.filter(media=media).order_by("translate_to_english", "-pk")
    jobs = {job.subject: job for job in Job.objects.filter(kind=Job.Kind.TRANSCRIBE, media=media)}
    newest = {request.translate_to_english: request for request in reversed(requests)}
    return [
        TranscriptionState(_label(translate), _text(request, jobs.get(subject_of(translate))))
        for translate, request in sorted(newest.items())
        if request.status != EncodingStatus.SUCCESS
    ]


def _label(translate: bool) -> str:
    return _("English Translation") if translate else _("Transcription")


def _text(request: TranscriptionRequest, job: Job | None) -> str:
    if request.status == EncodingStatus.FAIL:
        return f"{_('failed')}. {_reason(job)}".strip()
    if request.status == EncodingStatus.RUNNING and job:
        return f"{job.progress} %"
    return _("waiting")


def _reason(job: Job | None) -> str:
    if job is None:
        return ""
    if job.reason == Job.Reason.UNSUPPORTED:
        return _("The file holds no sound.")
    return job.get_reason_display()
