"""Requests to transcribe from beginning to end: rows, files, what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from apps.captions import transcribing
from apps.captions.cues import Cue
from apps.captions.models import Language, Subtitle, TranscriptionLanguage, TranscriptionRequest
from apps.captions.requesting import request_retry, transcription_order, transcription_request
from apps.captions.tasks import whisper_transcribe
from apps.captions.transcribing import transcription_run
from apps.captions.transcription.engine import Reason, Transcript, failure
from apps.encoding.jobs.life import job_cancel, job_retry
from apps.encoding.models import Job
from apps.media.models import Media
from tests.captions import stand_in
from tests.captions.conftest import SPEECH
from tests.encoding.clips import Clips

pytestmark = pytest.mark.django_db

Stored = Callable[..., Media]


@pytest.fixture(autouse=True)
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are not sent: the tests deliver them."""
    monkeypatch.setattr("apps.encoding.jobs.life.enqueue", lambda *args, **kwargs: None)


def ask(media: Media, **wishes: Any) -> TranscriptionRequest:
    """Ask for a transcription as the form does."""
    transcription_request(media=media, **{"transcribe": True, "translate": False} | wishes)
    return TranscriptionRequest.objects.latest("pk")


def deliver(media: Media, *, translate: bool = False, message: str | None = None) -> bool:
    """Do what a worker does with the message."""
    sent = Job.objects.filter(media=media).values_list("message_id", flat=True).first()
    return transcription_run(media=media, translate=translate, message_id=message or sent or "")


def captions(media_root: Path) -> list[str]:
    folder = media_root / "original/subtitles/user/alice"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


class Stand:
    """An engine that says what a test wants, and may do something before."""

    def __init__(
        self, *cues: Cue, meanwhile: Callable[[Any], object] = lambda _: None, language: str = ""
    ) -> None:
        self.meanwhile, self.cues, self.language = meanwhile, list(cues), language

    def __call__(self) -> Stand:
        return self

    def transcribe(self, task: Any, *, on_progress: Any) -> Transcript:
        self.task = task
        self.meanwhile(on_progress)
        return Transcript(language=self.language, cues=self.cues)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Stand], Stand]:
    """Put a stand-in in the place of the engines."""

    def install(stand: Stand) -> Stand:
        monkeypatch.setattr(transcribing, "ENGINES", {"faster-whisper": stand})
        return stand

    return install


HELLO = Cue(0.5, 2.0, "Hello walrus")


# -- success -------------------------------------------------------------------------------------------------


def test_a_video_gets_captions_that_are_found(stored: Stored, talk: Path, media_root: Path) -> None:
    media = stored(talk)
    request = ask(media)

    assert deliver(media)

    request.refresh_from_db()
    assert request.status == "success"
    assert str(request.logs).startswith("Transcription took ")
    subtitle = Subtitle.objects.select_related("language", "user").get()
    assert (subtitle.language.code, subtitle.language.title) == ("whisper", "Transcription")
    assert subtitle.user == media.user
    assert (
        subtitle.subtitle_file.name == f"original/subtitles/user/alice/{Path(media.media_file.name).stem}.vtt"
    )
    text = (media_root / subtitle.subtitle_file.name).read_text()
    assert text.startswith("WEBVTT\n\n00:00:0")
    assert "welcome to the museum" in text
    assert Media.objects.filter(search="museum").exists()
    assert request.languages.spoken == "en"
    job = Job.objects.get()
    assert (job.kind, job.status, job.progress) == ("transcribe", "success", 100)


def test_a_translation_has_a_language_of_its_own(stored: Stored) -> None:
    media = stored(SPEECH, media_type="audio")
    ask(media, transcribe=False, translate=True)

    assert deliver(media, translate=True)

    language = Subtitle.objects.get().language
    assert (language.code, language.title) == ("whisper-translation", "English Translation")


def test_captions_may_belong_to_the_language_that_is_spoken(
    stored: Stored, engine: Callable[[Stand], Stand], settings: Any
) -> None:
    settings.WHISPER_LANGUAGE_ROWS = "spoken"
    theirs = Language.objects.create(code="en", title="English (ours)")
    media = stored(SPEECH)
    engine(Stand(HELLO, language="el"))
    ask(media, translate=True)

    assert deliver(media)
    assert deliver(media, translate=True)

    greek, english = Subtitle.objects.order_by("pk")
    assert (greek.language.code, greek.language.title) == ("el", "Greek")
    assert english.language == theirs


def test_the_command_of_openai_whisper_does_it_too(
    stored: Stored, settings: Any, tmp_path: Path, media_root: Path
) -> None:
    settings.WHISPER_ENGINE = "openai-whisper"
    settings.WHISPER_COMMAND, _ = stand_in.install(tmp_path)
    media = stored(SPEECH)
    ask(media)

    assert deliver(media)

    written = (media_root / Subtitle.objects.get().subtitle_file.name).read_text()
    assert written == "WEBVTT\n\n00:00:00.000 --> 00:00:08.500\nGuten &lt;Tag&gt; &amp; hallo.\n"
    assert TranscriptionLanguage.objects.get().spoken == "de"


@pytest.mark.parametrize("codes", [("el", "de", "el"), ("", "de", "de"), ("", "", "")])
def test_the_engine_is_told_the_language(
    stored: Stored, engine: Callable[[Stand], Stand], settings: Any, codes: tuple[str, str, str]
) -> None:
    wanted, settings.WHISPER_LANGUAGE, expected = codes
    media = stored(SPEECH)
    stand = engine(Stand())
    ask(media, language=wanted)

    deliver(media)

    assert stand.task.language == expected


def test_where_nobody_speaks_there_are_no_captions(stored: Stored, clips: Clips, media_root: Path) -> None:
    media = stored(clips.get("tone.ogg"), media_type="audio")
    request = ask(media)

    assert deliver(media)

    request.refresh_from_db()
    assert request.status == "success"
    assert str(request.logs).endswith("No speech was found.")
    assert captions(media_root) == []
    assert not Subtitle.objects.exists()


# -- messages ------------------------------------------------------------------------------------------------


def test_a_message_of_a_legacy_server_is_enough(stored: Stored) -> None:
    media = stored(SPEECH)
    TranscriptionRequest.objects.create(media=media, translate_to_english=False)

    assert whisper_transcribe(media.friendly_token)

    assert Subtitle.objects.count() == 1


def test_messages_without_a_request_or_a_media_do_nothing(stored: Stored) -> None:
    media = stored(SPEECH)

    assert whisper_transcribe(media.friendly_token, False) is False
    assert whisper_transcribe("gone", True) is False
    assert not Job.objects.exists()


def test_messages_that_come_again_do_nothing(stored: Stored, engine: Callable[[Stand], Stand]) -> None:
    media = stored(SPEECH)
    engine(Stand(HELLO))
    ask(media)
    deliver(media)

    assert not deliver(media)
    assert not deliver(media, message="another one")
    assert Subtitle.objects.count() == 1


def test_a_message_that_comes_while_the_work_goes_on_does_nothing(
    stored: Stored, engine: Callable[[Stand], Stand]
) -> None:
    media = stored(SPEECH)
    again: list[bool] = []
    engine(Stand(HELLO, meanwhile=lambda _: again.append(deliver(media, message="another one"))))
    ask(media)

    assert deliver(media)
    assert again == [False]
    assert deliver(media), "asked for meanwhile: it looks again"
    assert Subtitle.objects.count() == 1


def test_a_request_at_which_a_legacy_worker_is_is_left_alone(stored: Stored) -> None:
    media = stored(SPEECH)
    TranscriptionRequest.objects.create(media=media, status="running")

    assert not deliver(media)
    assert TranscriptionRequest.objects.get().status == "running"


def test_a_run_whose_end_was_not_written_is_not_repeated(
    stored: Stored, engine: Callable[[Stand], Stand]
) -> None:
    media = stored(SPEECH)
    engine(Stand(HELLO))
    ask(media)
    deliver(media)
    Job.objects.update(status="pending")

    assert deliver(media)
    assert Job.objects.get().status == "success"
    assert Subtitle.objects.count() == 1


# -- failure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason", "text"),
    [
        ("silent.mp4", "unsupported", "The file holds no sound."),
        ("notes.txt", "unreadable", "The file cannot be read"),
    ],
)
def test_files_without_sound_fail_with_a_reason(
    stored: Stored, clips: Clips, name: str, reason: str, text: str
) -> None:
    media = stored(clips.get(name))
    request = ask(media)

    assert not deliver(media)

    request.refresh_from_db()
    assert request.status == "fail"
    assert str(request.logs).startswith("Transcription failed after ")
    assert f"seconds. Error: {text}" in str(request.logs)
    assert (Job.objects.get().status, Job.objects.get().reason) == ("fail", reason)


def test_a_missing_program_fails_the_request(stored: Stored, settings: Any) -> None:
    settings.WHISPER_ENGINE, settings.WHISPER_COMMAND = "openai-whisper", "no-such-whisper"
    media = stored(SPEECH)
    request = ask(media)

    assert not deliver(media)

    request.refresh_from_db()
    assert request.status == "fail"
    assert "no-such-whisper is not installed" in str(request.logs)
    assert Job.objects.get().reason == "program_missing"


def test_a_missing_model_fails_the_request(stored: Stored, settings: Any) -> None:
    settings.WHISPER_MODEL = "/nowhere"
    media = stored(SPEECH)
    request = ask(media)

    assert not deliver(media)

    request.refresh_from_db()
    assert "The model is not there" in str(request.logs)


def test_a_missing_original_fails_the_request(stored: Stored) -> None:
    media = stored(SPEECH)
    Path(media.media_file.path).unlink()
    ask(media)

    assert not deliver(media)
    assert Job.objects.get().reason == "source_missing"


def test_what_takes_too_long_fails(stored: Stored, settings: Any) -> None:
    settings.WHISPER_TIMEOUT = 0
    media = stored(SPEECH)
    ask(media)

    assert not deliver(media)
    assert Job.objects.get().reason == "timeout"
    assert TranscriptionRequest.objects.get().status == "fail"


def test_what_may_pass_is_tried_again(
    stored: Stored, engine: Callable[[Stand], Stand], settings: Any
) -> None:
    settings.JOB_ATTEMPTS = 2

    def fail(_: object) -> None:
        raise failure("not enough memory", Reason.MEMORY, permanent=False)

    media = stored(SPEECH)
    engine(Stand(meanwhile=fail))
    ask(media)

    deliver(media)
    assert (Job.objects.get().status, TranscriptionRequest.objects.get().status) == ("pending", "running")
    deliver(media)
    assert (Job.objects.get().status, TranscriptionRequest.objects.get().status) == ("fail", "fail")

    engine(Stand(HELLO))
    assert request_retry(request=TranscriptionRequest.objects.get())
    assert deliver(media)
    assert TranscriptionRequest.objects.get().status == "success"


def test_a_job_that_is_tried_again_takes_its_request_along(
    stored: Stored, engine: Callable[[Stand], Stand], clips: Clips
) -> None:
    media = stored(clips.get("silent.mp4"))
    request = ask(media)
    deliver(media)
    Media.objects.filter(pk=media.pk).update(media_file=stored(SPEECH).media_file.name)
    engine(Stand(HELLO))

    assert job_retry(job_id=Job.objects.get().pk)
    assert deliver(media)

    request.refresh_from_db()
    assert request.status == "success"


def test_only_what_failed_is_tried_again(stored: Stored) -> None:
    request = ask(stored(SPEECH))

    assert not request_retry(request=request)


def test_a_failure_while_captions_are_stored_leaves_nothing_behind(
    stored: Stored, engine: Callable[[Stand], Stand], media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    media = stored(SPEECH)
    engine(Stand(HELLO))
    ask(media)
    monkeypatch.setattr("apps.captions.services.atomic_write_text", full)

    assert not deliver(media)

    assert captions(media_root) == []
    assert not Subtitle.objects.exists()
    assert Job.objects.get().reason == "disk_full"


# -- changes meanwhile ---------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is written each time."""
    monkeypatch.setattr(transcribing, "PROGRESS_INTERVAL", 0.0)


@pytest.mark.usefixtures("impatient")
def test_progress_is_written(stored: Stored, engine: Callable[[Stand], Stand]) -> None:
    seen: list[int] = []

    def half(on_progress: Any) -> None:
        on_progress(0.5)
        seen.append(Job.objects.get().progress)

    media = stored(SPEECH)
    engine(Stand(HELLO, meanwhile=half))
    ask(media)

    deliver(media)

    assert seen == [52]


@pytest.mark.usefixtures("impatient")
def test_a_media_that_is_deleted_ends_the_work(
    stored: Stored, engine: Callable[[Stand], Stand], media_root: Path, transcription: Path
) -> None:
    def delete(on_progress: Any) -> None:
        with connection.cursor() as cursor:  # as a legacy server does, which knows nothing of our tables
            cursor.execute("DELETE FROM files_transcriptionrequest")
            cursor.execute("DELETE FROM files_media")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        on_progress(0.5)

    media = stored(SPEECH)
    engine(Stand(HELLO, meanwhile=delete))
    ask(media, language="en")

    assert not deliver(media)

    assert captions(media_root) == []
    assert list(transcription.iterdir()) == []
    assert not Job.objects.exists()
    assert not TranscriptionLanguage.objects.exists()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("notice", [True, False])
def test_a_media_that_gets_another_file_is_transcribed_anew(
    stored: Stored, engine: Callable[[Stand], Stand], notice: bool
) -> None:
    media = stored(SPEECH)
    other = stored(SPEECH)

    def replace(on_progress: Any) -> None:
        Media.objects.filter(pk=media.pk).update(media_file=other.media_file.name)
        if notice:
            on_progress(0.5)

    engine(Stand(HELLO, meanwhile=replace))
    ask(media)
    assert not deliver(media)
    assert not Subtitle.objects.exists()
    assert Job.objects.get().status == "pending"

    engine(Stand(HELLO))
    assert deliver(media)
    assert Path(other.media_file.name).stem in Subtitle.objects.get().subtitle_file.name


@pytest.mark.usefixtures("impatient")
def test_a_job_that_is_cancelled_ends(stored: Stored, engine: Callable[[Stand], Stand]) -> None:
    def cancel(on_progress: Any) -> None:
        job_cancel(job_id=Job.objects.get().pk)
        on_progress(0.5)
        pytest.fail("it should have ended")

    media = stored(SPEECH)
    engine(Stand(HELLO, meanwhile=cancel))
    ask(media)

    assert not deliver(media)
    assert TranscriptionRequest.objects.get().status == "fail"
    assert not Subtitle.objects.exists()


def test_an_order_is_once_more_what_was_done(stored: Stored, engine: Callable[[Stand], Stand]) -> None:
    media = stored(SPEECH)
    engine(Stand(HELLO))
    ask(media)
    deliver(media)

    transcription_order(media=media, translate=False)

    assert deliver(media)
    assert Subtitle.objects.count() == 2
    assert TranscriptionRequest.objects.count() == 1
