"""Fixtures for speech recognition: recorded speech, the bundled model, no network."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from apps.media.models import Media
from apps.users.models import User
from tests.encoding.clips import Clips, ffmpeg, lavfi
from tests.media.factories import make_media

SPEECH = Path(__file__).with_name("speech.ogg")
SECONDS = 17.5
"""Length of the speech, rounded."""


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Generated media files by name."""
    return Clips(tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video in which the speech begins after five seconds, in a stereo track of 44.1 kHz."""
    path = tmp_path_factory.mktemp("talk") / "talk.mp4"
    picture = lavfi("testsrc2=size=160x90:rate=10:duration=23")
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg(*picture, "-itsoffset", "5", "-i", SPEECH, *codecs, "-ac", "2", "-ar", "44100", path)
    return path


@pytest.fixture(autouse=True)
def transcription(tmp_path: Path, settings: Any) -> Path:
    """The model of the package; returned is the folder for temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    settings.TEMP_DIRECTORY = str(folder)
    settings.USE_WHISPER_TRANSCRIBE = True
    settings.WHISPER_MODEL = "bundled"
    settings.WHISPER_MODEL_DOWNLOAD = False
    settings.WHISPER_MODELS_DIR = f"{tmp_path}/models/"
    return folder


@pytest.fixture
def stored(alice: User, media_root: Path) -> Callable[..., Media]:
    """Store a file as a media of alice: ``stored(talk)``."""

    def store(file: Path, **fields: Any) -> Media:
        name = f"original/user/alice/{uuid4().hex}.{file.name}"
        target = media_root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        return make_media(alice, media_file=name, **{"media_type": "video"} | fields)

    return store
