"""Encode profiles beside the legacy ones."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import transaction

from apps.encoding.models import EncodeProfile

logger = logging.getLogger(__name__)

AV1_RESOLUTIONS = (240, 360, 480, 720, 1080, 1440, 2160)


@transaction.atomic
def av1_profiles_set(*, active: Collection[int]) -> list[EncodeProfile]:
    """Have an AV1 profile of every resolution in the legacy table, and use some of them for uploads.

    There are none before, since a legacy server has no command for AV1 and fails each encode with it. The
    rows are WebM, so that nothing of a legacy client that looks for mp4 files finds them.

    Args:
        active: resolutions to encode uploads with; the other AV1 profiles are switched off.

    Returns:
        All of them, lowest resolution first.

    Raises:
        ValueError: there is no such resolution.
    """
    unknown = sorted(set(active) - set(AV1_RESOLUTIONS))
    if unknown:
        raise ValueError(f"no AV1 profile at {', '.join(map(str, unknown))}")
    profiles = [_profile(resolution, active=resolution in active) for resolution in AV1_RESOLUTIONS]
    logger.info("AV1 profiles set", extra={"active": sorted(active)})
    return profiles


def _profile(resolution: int, *, active: bool) -> EncodeProfile:
    profile, made = EncodeProfile.objects.get_or_create(
        name=f"av1-{resolution}",
        defaults={
            "extension": EncodeProfile.Extension.WEBM,
            "resolution": resolution,
            "codec": EncodeProfile.Codec.AV1,
            "active": active,
        },
    )
    if not made and profile.active != active:
        profile.active = active
        profile.save(update_fields=["active"])
    return profile
