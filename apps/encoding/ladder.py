"""Which profiles a source is encoded with, and in which order (spec/pipeline.md §6.2). Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from apps.encoding.commands import CODECS, Profile

FIRST = 0
LATER = 9

P = TypeVar("P", bound=Profile)


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
