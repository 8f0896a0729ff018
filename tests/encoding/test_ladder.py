"""Which renditions a source gets (spec/pipeline.md §6.2), and which of them are encoded together."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.encoding import ladder
from apps.encoding.commands import Source

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
        SimpleNamespace(extension="mp4", resolution=240, codec="theora"),
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


def profile(codec: str, resolution: int) -> SimpleNamespace:
    extension = "mp4" if codec.startswith("h") else "webm"
    return SimpleNamespace(extension=extension, resolution=resolution, codec=codec)


def formed(profiles: list[SimpleNamespace], **options: Any) -> list[str]:
    """Groups as text: ``h264 144 240``."""
    source = Source(2160, options.pop("duration", 60.0), Fraction(30), has_audio=True, interlaced=False)
    values = {"together": True, "minimum_resolutions": MINIMUM} | options
    made = ladder.groups(profiles, profile_of=lambda row: row, source=source, **values)
    return [" ".join([group[0].codec or "gif", *(str(row.resolution) for row in group)]) for group in made]


LADDER = [PREVIEW, *H264.values()]


def test_the_lowest_renditions_are_one_group_and_the_rest_another() -> None:
    assert formed(LADDER) == ["h264 144 240", "gif None", "h264 360 480 720 1080"]


def test_nothing_is_grouped_where_renditions_are_encoded_alone() -> None:
    alone = ["h264 144", "h264 240", "gif None", "h264 360", "h264 480", "h264 720", "h264 1080"]

    assert formed(LADDER, together=False) == alone


def test_sources_that_need_two_passes_are_encoded_alone() -> None:
    assert formed([H264[144], H264[240]], duration=2.0) == ["h264 144", "h264 240"]


def test_codecs_are_kept_apart_and_the_most_playable_goes_first() -> None:
    profiles = [profile(codec, height) for height in (360, 144) for codec in ("av1", "h265", "vp9", "h264")]

    assert formed(profiles) == ["h264 144", "h264 360", "vp9 144 360", "h265 144 360", "av1 144 360"]


def test_a_codec_alone_begins_with_its_own_lowest_renditions() -> None:
    assert formed([profile("vp9", 480), profile("vp9", 240)]) == ["vp9 240", "vp9 480"]


def test_without_a_minimum_resolution_the_lowest_goes_first_until_something_is_playable() -> None:
    profiles = [H264[720], H264[360], H264[480]]

    assert formed(profiles) == ["h264 360", "h264 480 720"]
    assert formed(profiles, playable=True) == ["h264 360 480 720"]


def test_a_process_takes_no_more_pixels_than_allowed() -> None:
    profiles = [profile("h264", height) for height in (2160, 1440, 1080, 720, 480)]

    assert formed(profiles, playable=True, max_pixels=8_000_000) == ["h264 480 720 1080 1440", "h264 2160"]
    assert formed(profiles, playable=True, max_pixels=1_000_000) == [
        "h264 480",
        "h264 720",
        "h264 1080",
        "h264 1440",
        "h264 2160",
    ]


def test_rows_of_one_profile_each_get_a_place() -> None:
    assert formed([H264[144], H264[144]]) == ["h264 144 144"]


def test_nothing_makes_no_groups() -> None:
    assert formed([]) == []


@given(st.lists(st.sampled_from(LADDER), max_size=20), st.booleans(), st.booleans())
def test_every_row_is_in_one_group_and_no_group_mixes_codecs(
    rows: list[SimpleNamespace], together: bool, playable: bool
) -> None:
    source = Source(1080, 60.0, Fraction(30), has_audio=True, interlaced=False)
    made = ladder.groups(
        list(enumerate(rows)),
        profile_of=lambda row: row[1],
        source=source,
        minimum_resolutions=MINIMUM,
        together=together,
        playable=playable,
    )

    assert sorted(number for group in made for number, _ in group) == list(range(len(rows)))
    assert all(len({row.codec for _, row in group}) == 1 for group in made)


@pytest.mark.parametrize(
    ("mode", "cores", "expected"),
    [("auto", 2, True), ("auto", 4, True), ("auto", 5, False), ("on", 64, True), ("off", 1, False)],
)
def test_few_cores_encode_together(mode: str, cores: int, expected: bool) -> None:
    assert ladder.is_together(mode, cores=cores) is expected
