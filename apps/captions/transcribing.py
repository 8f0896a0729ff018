"""Requests to transcribe, carried out (spec/pipeline.md §15.4).

A request has a job beside it, which says who is at it, how far it is and how it ended; the request's own row
says the same in a legacy server's words. Captions and the request's end are written in one transaction, so
whatever a message that comes again finds, nothing is transcribed twice and no request stays ``running``.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from apps.captions.languages import caption_language
from apps.captions.models import TranscriptionLanguage, TranscriptionRequest
from apps.captions.services import captions_store
from apps.captions.transcription import sound
from apps.captions.transcription.engine import Engine, Reason, Task, Transcript, failure
from apps.captions.transcription.faster import FasterWhisper
from apps.captions.transcription.openai import OpenAIWhisper
from apps.encoding import runner
from apps.encoding.jobs import Lease, on_failure, perform
from apps.encoding.models import Job
from apps.encoding.paths import TEMPORARY_PREFIX, media_path
from apps.encoding.rows import media_lock
from apps.media.models import EncodingStatus, Media

logger = logging.getLogger(__name__)

ENGINES: Mapping[str, type[Engine]] = {"faster-whisper": FasterWhisper, "openai-whisper": OpenAIWhisper}
PROGRESS_INTERVAL = 2.0
"""Seconds between two writes of the progress, and between two looks whether the work is still wanted."""
DECODING = 5
"""Percent of the progress that decoding the sound is."""
NOBODY_SPEAKS = "No speech was found."

OnPercent = Callable[[int], None]


def ignore(_: int) -> None:
    """Follow no progress."""


def transcription_run(
    *, media: Media, translate: bool, message_id: str = "", on_percent: OnPercent = ignore
) -> bool:
    """Do what the newest request of a kind asks for, unless somebody else is at it or it has ended.

    Args:
        translate: the kind: captions in English instead of what is spoken.
        message_id: id of the message that says to look.
        on_percent: called with the progress every two seconds.

    Returns:
        Whether the request is fulfilled now.
    """
    request = newest_request(media, translate)
    if request is None or not _is_open(request):
        logger.info("no transcription is asked for", extra={"media": media.friendly_token})
        return False
    return perform(
        Job.Kind.TRANSCRIBE,
        media,
        lambda lease: _Run(lease, request.pk, on_percent).transcribe(),
        *(media.friendly_token, translate),
        subject=subject_of(translate),
        message_id=message_id,
    )


def newest_request(media: Media, translate: bool) -> TranscriptionRequest | None:
    """Return the request of a kind that counts; a legacy database may have several."""
    requests = TranscriptionRequest.objects.filter(media=media, translate_to_english=translate)
    return requests.select_related("media").order_by("-pk").first()


def subject_of(translate: bool) -> str:
    """Return what tells the two jobs of a media apart."""
    return "translation" if translate else "transcription"


def job_of(request: TranscriptionRequest) -> Job | None:
    """Return the job of a request; None if a legacy server has it."""
    subject = subject_of(request.translate_to_english)
    return Job.objects.filter(kind=Job.Kind.TRANSCRIBE, media=request.media_id, subject=subject).first()


@contextmanager
def _work_folder(media: Media, translate: bool) -> Iterator[Path]:
    """Give a private folder that is gone afterwards; what a killed run of the same work left goes first."""
    prefix = _folder_prefix(media, translate)
    _remove_folders(prefix)
    folder = tempfile.TemporaryDirectory(
        prefix=prefix, dir=settings.TEMP_DIRECTORY, ignore_cleanup_errors=True
    )
    with folder as name:
        yield Path(name)


def _folder_prefix(media: Media, translate: bool) -> str:
    return f"{TEMPORARY_PREFIX}{subject_of(translate)}-{media.uid.hex}-"


def _remove_folders(prefix: str) -> None:
    for leftover in Path(settings.TEMP_DIRECTORY).glob(f"{prefix}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _is_open(request: TranscriptionRequest) -> bool:
    """Whether there is something to do; a running request without a job of ours is a legacy worker's."""
    job = job_of(request)
    if job is not None and job.status in {EncodingStatus.PENDING, EncodingStatus.RUNNING}:
        return True
    return request.status == EncodingStatus.PENDING


@dataclass(frozen=True, slots=True)
class _Order:
    """What a run works on.

    Attributes:
        file: name of the media's file; another one means that the media was replaced or cut.
    """

    file: str
    translate: bool
    language: str

    @property
    def caption_name(self) -> str:
        return f"{PurePath(self.file).stem}.vtt"


class _Run:
    """One try to fulfil a request."""

    def __init__(self, lease: Lease, request_id: int, on_percent: OnPercent) -> None:
        self._lease = lease
        self._request_id = request_id
        self._on_percent = on_percent
        self._started = time.monotonic()
        self._saved_at = self._started

    def transcribe(self) -> None:
        order = self._begin()
        if order is None:
            return
        with _work_folder(self._lease.job.media, order.translate) as folder:
            transcript = self._recognise(order, folder)
        self._store(order, transcript)

    @transaction.atomic
    def _begin(self) -> _Order | None:
        """Mark the request as running; None if it was fulfilled before."""
        media = media_lock(self._lease.job.media_id)
        request = TranscriptionRequest.objects.select_for_update().filter(pk=self._request_id).first()
        if media is None or request is None:
            raise runner.CancelledError
        if request.status == EncodingStatus.SUCCESS:
            return None
        request.status = EncodingStatus.RUNNING
        request.save(update_fields=["status"])
        asked = TranscriptionLanguage.objects.filter(request=request).first()
        language = (asked and asked.wanted) or settings.WHISPER_LANGUAGE
        return _Order(media.media_file.name or "", request.translate_to_english, language)

    def _recognise(self, order: _Order, folder: Path) -> Transcript:
        audio = folder / "speech.wav"
        deadline = self._started + settings.WHISPER_TIMEOUT
        heartbeat = partial(self._heartbeat, order)
        engine = ENGINES[settings.WHISPER_ENGINE]()
        try:
            duration = sound.decode(
                media_path(order.file),
                audio,
                deadline=deadline,
                on_progress=lambda done: heartbeat(done * DECODING),
            )
            task = Task(
                audio=audio,
                duration=duration,
                translate=order.translate,
                language=order.language,
                deadline=deadline,
            )
            return engine.transcribe(
                task, on_progress=lambda done: heartbeat(DECODING + done * (100 - DECODING))
            )
        except runner.ProgramTimeoutError as error:
            text = f"It took longer than {settings.WHISPER_TIMEOUT} seconds (WHISPER_TIMEOUT)."
            raise failure(text, Reason.TIMEOUT) from error

    def _heartbeat(self, order: _Order, percent: float) -> None:
        """Keep the job, and end the engine when the job was taken away or the media got another file."""
        now = time.monotonic()
        if now - self._saved_at < PROGRESS_INTERVAL:
            return
        self._saved_at = now
        whole = min(99, int(percent))
        try:
            still_ours = self._lease.renew(progress=whole)
            media = Media.objects.filter(pk=self._lease.job.media_id, media_file=order.file)
            still_wanted = media.exists()
        except OperationalError:
            logger.warning("progress of job %d not saved", self._lease.job.pk, exc_info=True)
            connection.close()
            return
        if not still_ours:
            raise runner.CancelledError
        if not still_wanted:
            raise _other_file()
        self._on_percent(whole)

    @transaction.atomic
    def _store(self, order: _Order, transcript: Transcript) -> None:
        """Write captions, request and job, or nothing."""
        media = media_lock(self._lease.job.media_id)
        request = TranscriptionRequest.objects.select_for_update().filter(pk=self._request_id).first()
        if media is None or request is None or not self._lease.rows.select_for_update(of=("self",)):
            raise runner.CancelledError
        if media.media_file.name != order.file:
            raise _other_file()
        seconds = time.monotonic() - self._started
        request.status = EncodingStatus.SUCCESS
        request.logs = f"Transcription took {seconds:.2f} seconds."
        if not transcript.cues:
            request.logs += f" {NOBODY_SPEAKS}"
        request.save(update_fields=["status", "logs"])
        TranscriptionLanguage.objects.update_or_create(
            request=request, defaults={"spoken": transcript.language}
        )
        if transcript.cues:
            language = caption_language(
                translated=order.translate,
                spoken=transcript.language,
                by_language=settings.WHISPER_LANGUAGE_ROWS == "spoken",
            )
            captions_store(media=media, language=language, name=order.caption_name, cues=transcript.cues)
        logger.info(
            "media transcribed",
            extra={
                "media": media.friendly_token,
                "translated": order.translate,
                "language": transcript.language,
                "cues": len(transcript.cues),
                "seconds": round(seconds, 2),
            },
        )


def _other_file() -> Exception:
    return failure("the media got another file meanwhile", Reason.CANCELLED, permanent=False)


@on_failure(Job.Kind.TRANSCRIBE)
def request_fail(job: Job) -> None:
    """Let a request fail with its job, in a legacy server's words."""
    _remove_folders(_folder_prefix(job.media, job.subject == subject_of(translate=True)))
    request = newest_request(job.media, job.subject == subject_of(translate=True))
    if request is None or request.status == EncodingStatus.SUCCESS:
        return
    seconds = (timezone.now() - job.started_at).total_seconds() if job.started_at else 0.0
    error = job.detail or Reason(job.reason).label
    request.status = EncodingStatus.FAIL
    request.logs = f"Transcription failed after {seconds:.2f} seconds. Error: {error}"
    request.save(update_fields=["status", "logs"])
