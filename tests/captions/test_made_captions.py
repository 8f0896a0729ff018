"""WebVTT that is made, and languages by name."""

import pytest

from apps.captions.cues import Cue, cues_of, webvtt_of
from apps.captions.formats import to_webvtt
from apps.captions.languages import NAMES, code_of


def test_texts_are_shown_as_they_are() -> None:
    cues = [Cue(1.5, 3661.0, "R&D <b> -->"), Cue(4000.0, 4000.0, "one\n\ntwo"), Cue(4001, 4002, " ")]

    text = webvtt_of(cues)

    assert text == (
        "WEBVTT\n\n00:00:01.500 --> 01:01:01.000\nR&amp;D &lt;b&gt; --&gt;\n\n"
        "01:06:40.000 --> 01:06:40.100\none\ntwo\n"
    )
    assert to_webvtt(text) == text


@pytest.mark.parametrize("seconds", [59.9996, 3599.9999, 0.0004, 36_000.0])
def test_times_are_rounded_as_a_whole(seconds: float) -> None:
    start = webvtt_of([Cue(seconds, seconds + 1, "x")]).splitlines()[2].split(" ")[0]

    assert cues_of(f"WEBVTT\n\n{start} --> 99:00:00.000\nx\n")[0].start == pytest.approx(seconds, abs=0.001)


def test_cues_are_read_with_and_without_hours() -> None:
    first, second = "00:01.000 --> 01:02.500 align:start\na\nb", "01:00:00.000 --> 01:00:01.000\nc"
    text = f"WEBVTT\n\nNOTE no cue\n\n{first}\n\n{second}\n"

    assert cues_of(text) == [Cue(1.0, 62.5, "a\nb"), Cue(3600.0, 3601.0, "c")]


@pytest.mark.parametrize("text", ["", "1\n00:00:01,000 --> 00:00:02,000\nx"])
def test_only_webvtt_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="no WebVTT"):
        cues_of(text)


def test_languages_are_found_by_name() -> None:
    assert [code_of(name) for name in ("German", " haitian creole ", "Klingon")] == ["de", "ht", ""]
    assert len(NAMES) == 100
