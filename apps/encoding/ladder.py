"""Which profiles a source is encoded with, in which order, and which of them together. Pure functions.

Which and in which order: spec/pipeline.md §6.2. Together: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TypeAlias, TypeVar

from apps.encoding.commands import CODECS, Profile, Source, box

FIRST = 0
LATER = 9

FEW_CORES = 4

P = TypeVar("P", bound=Profile)
T = TypeVar("T")
_Ladder: TypeAlias = list[tuple[Profile, T]]


def is_preview(profile: Profile) -> bool:
    """Whether a profile makes the animated preview."""
    return profile.extension == "gif"


def is_usable(profile: Profile) -> bool:
    """Whether a profile can be encoded at all: administrators can make ones without resolution or codec."""
    return is_preview(profile) or (profile.resolution is not None and profile.codec in CODECS)


def fits(profile: Profile, *, video_height: int, minimum_resolutions: Sequence[int]) -> bool:
    """Whether a source of so many lines is encoded with a usable profile.

    Args:
        video_height: coded lines; 0 or less if unknown, which everything fits.
        minimum_resolutions: made even by upscaling.
    """
    if is_preview(profile) or profile.resolution is None:
        return True
    return not 0 < video_height < profile.resolution or profile.resolution in minimum_resolutions


def renditions(profiles: Iterable[P], *, video_height: int, minimum_resolutions: Sequence[int]) -> list[P]:
    """Return the profiles to encode a source with, lowest resolution first, the preview last."""
    chosen = [
        profile
        for profile in profiles
        if is_usable(profile)
        and fits(profile, video_height=video_height, minimum_resolutions=minimum_resolutions)
    ]
    return sorted(chosen, key=lambda profile: (is_preview(profile), profile.resolution or 0))


def priority(profile: Profile, *, minimum_resolutions: Sequence[int]) -> int:
    """Return the queue priority of an encode: 0 for what makes a video playable and for previews, else 9.

    These are the two priorities that legacy workers know (spec/pipeline.md §18).
    """
    first = is_preview(profile) or profile.resolution in minimum_resolutions
    return FIRST if first else LATER


def is_together(mode: str, *, cores: int) -> bool:
    """Whether renditions are encoded together.

    Args:
        mode: ``on``, ``off``, or ``auto``: on machines with few cores. Many cores are kept busier by several
            processes.
        cores: of the machine.
    """
    return mode == "on" or (mode == "auto" and cores <= FEW_CORES)


def groups(
    rows: Iterable[T],
    *,
    profile_of: Callable[[T], Profile],
    source: Source,
    minimum_resolutions: Sequence[int],
    together: bool,
    playable: bool = False,
    max_pixels: int = 0,
) -> list[list[T]]:
    """Return what is encoded in one process each, in the order to encode it in.

    First the lowest renditions of the codec that most players know, so that playback can begin early; then
    previews; then the rest of that codec, which is most of the work; then the other codecs.

    Args:
        rows: what is still to be encoded of one media item, or of one piece of it.
        profile_of: the profile of a row, one of :func:`is_usable`.
        source: facts of the media item.
        minimum_resolutions: what goes first. If there is none of them, the lowest does.
        together: whether one process may make several renditions.
        playable: whether a rendition is finished already, so that nothing has to go first.
        max_pixels: of all pictures that one process encodes at once, since its memory grows with them
            (0: any number). A rendition that is larger goes alone.
    """
    rows = list(rows)
    previews = [[row] for row in rows if is_preview(profile_of(row))]
    ladders = _ladders([(profile_of(row), row) for row in rows if not is_preview(profile_of(row))])
    first: _Ladder[T] = []
    if ladders:
        first, ladders[0] = _parted(ladders[0], minimum_resolutions, playable=playable)
    alone = 1  # pixel, so that no two renditions share a process
    limit = max_pixels if together and source.passes == 1 else alone
    packed = [_packed(ladder, limit) for ladder in (first, *ladders)]
    return [*packed[0], *previews, *chain.from_iterable(packed[1:])]


def _ladders(renditions: _Ladder[T]) -> list[_Ladder[T]]:
    """Sort renditions into one list a codec, the most playable codec first, the lowest resolution first."""
    order = list(CODECS)
    ladders = [[pair for pair in renditions if pair[0].codec == codec] for codec in order]
    return [sorted(ladder, key=lambda pair: pair[0].resolution or 0) for ladder in ladders if ladder]


def _parted(
    ladder: _Ladder[T], minimum_resolutions: Sequence[int], *, playable: bool
) -> tuple[_Ladder[T], _Ladder[T]]:
    """Part what makes a media item playable from the rest."""
    first = [pair for pair in ladder if pair[0].resolution in minimum_resolutions]
    if not first and not playable:
        return ladder[:1], ladder[1:]
    return first, [pair for pair in ladder if pair[0].resolution not in minimum_resolutions]


def _packed(ladder: _Ladder[T], max_pixels: int) -> list[list[T]]:
    """Fill processes up to a number of pixels, in the order given; at least one rendition each."""
    packed: list[list[T]] = []
    used = 0
    for profile, row in ladder:
        width, height = box(profile.resolution or 0)
        used += width * height
        if not packed or (max_pixels and used > max_pixels):
            packed.append([])
            used = width * height
        packed[-1].append(row)
    return packed
