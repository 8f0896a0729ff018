"""The program that recognises speech: long recordings are cut where it is quiet."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from apps.captions.transcription import faster, models, recogniser, sound
from apps.encoding import runner
from tests.captions.conftest import SPEECH
from tests.captions.test_engines import WORDS, ignore


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    """The speech as a WAV file."""
    path = tmp_path / "speech.wav"
    sound.decode(SPEECH, path, deadline=time.monotonic() + 60, on_progress=ignore)
    return path


def test_pieces_are_the_whole_recording_cut_at_pauses(audio: Path) -> None:
    (_, whole), *rest = recogniser.pieces(str(audio), 60)
    found = list(recogniser.pieces(str(audio), 8))

    assert rest == []
    assert len(found) >= 3
    assert np.array_equal(np.concatenate([samples for _, samples in found]), whole)
    for begin, samples in found[1:]:
        assert len(samples) <= 8 * sound.SAMPLE_RATE
        middle = round(begin * sound.SAMPLE_RATE)
        around = whole[middle - 800 : middle + 800]
        assert np.abs(around).mean() < np.abs(whole).mean() / 4


def test_words_and_times_are_those_of_the_whole_recording(audio: Path) -> None:
    options = ["--model", models.located("bundled"), "--models-dir", "/nowhere", "--piece", "8"]

    result = runner.run([sys.executable, "-I", faster.PROGRAM, *options, str(audio)], timeout=120)

    messages = [json.loads(line) for line in result.stdout.splitlines()]
    cues = [message for message in messages if "text" in message]
    assert [word for word in WORDS if word not in " ".join(cue["text"] for cue in cues)] == []
    assert [cue["start"] for cue in cues] == sorted(cue["start"] for cue in cues)
    assert cues[-1]["start"] > 8
    assert messages[0] == {"language": "en"}
    assert messages[-1]["position"] == pytest.approx(17.5, abs=0.1)
