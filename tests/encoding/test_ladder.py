"""Which renditions a source gets (spec/pipeline.md §6.2)."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.encoding import ladder

PREVIEW = SimpleNamespace(extension="gif", resolution=None, codec=None)
H264 = {
    resolution: SimpleNamespace(extension="mp4", resolution=resolution, codec="h264")
    for resolution in (1080, 720, 480, 360, 240, 144)
}
MINIMUM = [144, 240]


def rungs(height: int, profiles: list[SimpleNamespace] | None = None) -> list[int | None]:
    chosen = ladder.renditions(
        profiles or [PREVIEW, *H264.values()], video_height=height, minimum_resolutions=MINIMUM
    )
    return [profile.resolution for profile in chosen]


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        (100, [144, 240, None]),
        (240, [144, 240, None]),
        (359, [144, 240, None]),
        (360, [144, 240, 360, None]),
        (640, [144, 240, 360, 480, None]),
        (1080, [144, 240, 360, 480, 720, 1080, None]),
        (2160, [144, 240, 360, 480, 720, 1080, None]),
        (0, [144, 240, 360, 480, 720, 1080, None]),
    ],
)
def test_the_ladder_ends_at_the_source(height: int, expected: list[int | None]) -> None:
    assert rungs(height) == expected


@pytest.mark.parametrize(
    "broken",
    [
        SimpleNamespace(extension="mp4", resolution=None, codec="h264"),
        SimpleNamespace(extension="webm", resolution=240, codec=None),
        SimpleNamespace(extension="mp4", resolution=240, codec="av1"),
    ],
)
def test_profiles_that_cannot_be_encoded_are_left_out(broken: SimpleNamespace) -> None:
    assert rungs(1080, [broken, H264[240]]) == [240]


def test_every_gif_profile_is_a_preview() -> None:
    assert rungs(1080, [PREVIEW, H264[144], PREVIEW]) == [144, None, None]


@pytest.mark.parametrize(
    ("profile", "priority"), [(H264[144], 0), (H264[240], 0), (PREVIEW, 0), (H264[360], 9)]
)
def test_what_makes_a_video_playable_goes_first(profile: SimpleNamespace, priority: int) -> None:
    assert ladder.priority(profile, minimum_resolutions=MINIMUM) == priority


@given(st.integers(min_value=1, max_value=10_000))
def test_every_source_gets_something_and_nothing_above_itself_but_the_minimum(height: int) -> None:
    chosen = [resolution for resolution in rungs(height) if resolution is not None]

    assert chosen == sorted(chosen)
    assert set(MINIMUM) <= set(chosen)
    assert all(resolution <= height or resolution in MINIMUM for resolution in chosen)
