"""`manage.py transcribe`."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.captions.models import Subtitle, TranscriptionRequest
from apps.encoding.models import Job
from apps.media.models import Media
from tests.captions.conftest import SPEECH

pytestmark = pytest.mark.django_db

Stored = Callable[..., Media]


def transcribe(*arguments: str) -> str:
    out = StringIO()
    call_command("transcribe", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_it_transcribes_and_tells(stored: Stored) -> None:
    first, second = stored(SPEECH), stored(SPEECH)

    output = transcribe(first.friendly_token, second.friendly_token, "--language", "en")

    assert f"{first.friendly_token}: Transcription took" in output
    assert Subtitle.objects.count() == 2


def test_it_does_nothing_twice_unless_it_is_told_to(stored: Stored) -> None:
    token = stored(SPEECH).friendly_token
    transcribe(token)

    assert f"{token}: was transcribed before" in transcribe(token)
    assert Subtitle.objects.count() == 1
    transcribe(token, "--again")
    assert Subtitle.objects.count() == 2


def test_it_leaves_the_work_to_the_workers(stored: Stored) -> None:
    token = stored(SPEECH).friendly_token

    assert f"{token}: queued" in transcribe(token, "--queue", "--translate")

    assert TranscriptionRequest.objects.get().translate_to_english
    assert Job.objects.get().message["args"] == [token, True]
    assert not Subtitle.objects.exists()


def test_failures_are_named_at_the_end(stored: Stored) -> None:
    picture = stored(SPEECH, media_type="image").friendly_token

    with pytest.raises(CommandError, match=f"Not transcribed: {picture}, gone"):
        transcribe(picture, stored(SPEECH).friendly_token, "gone")
    assert Subtitle.objects.count() == 1


def test_an_unknown_language_is_refused(stored: Stored) -> None:
    with pytest.raises(CommandError, match="klingon is no language"):
        transcribe(stored(SPEECH).friendly_token, "--language", "klingon")
    assert not TranscriptionRequest.objects.exists()
