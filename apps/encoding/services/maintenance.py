"""Putting right what crashes and lost messages leave behind: the ``check_`` tasks (spec/pipeline.md §17)."""

from __future__ import annotations

import logging

from apps.encoding import ladder, selectors
from apps.encoding.models import Encoding
from apps.encoding.services.fanout import media_encode, renditions_of
from apps.encoding.services.files import stored_size
from apps.encoding.services.outcome import media_status_refresh
from apps.media.models import EncodingStatus, Media, MediaType

logger = logging.getLogger(__name__)


def encoding_size_refresh(*, encoding_id: int) -> bool:
    """Store the size of an encoding's file anew; False if there is no row or no file."""
    encoding = Encoding.objects.filter(pk=encoding_id).exclude(media_file="").first()
    if encoding is None:
        return False
    try:
        size = stored_size(encoding.media_file.name or "")
    except OSError:
        return False
    return bool(Encoding.objects.filter(pk=encoding_id).update(size=size))


def unfinished_media_refresh() -> int:
    """Bring the status of all videos that are not ``success`` in line with their encodings.

    Returns:
        How many were looked at.
    """
    unfinished = Media.objects.filter(media_type=MediaType.VIDEO).exclude(
        encoding_status=EncodingStatus.SUCCESS
    )
    ids = list(unfinished.values_list("pk", flat=True))
    for media_id in ids:
        media_status_refresh(media_id=media_id)
    return len(ids)


def missing_renditions_encode() -> int:
    """Queue for every video the active profiles that it has no encoding of and is high enough for.

    Videos that got another file are left out until the renditions of that are complete.

    Returns:
        For how many videos there was something to do.
    """
    active = list(selectors.profiles_active())
    count = 0
    videos = Media.objects.filter(media_type=MediaType.VIDEO)
    for media in videos.exclude(encodings__former__isnull=False).iterator():
        present = set(media.encodings.values_list("profile_id", flat=True))
        wanted = (profile for profile in active if ladder.is_usable(profile))
        missing = [profile.pk for profile in renditions_of(media, wanted) if profile.pk not in present]
        if missing:
            media_encode(media=media, profiles=missing, force=False)
            count += 1
    return count
