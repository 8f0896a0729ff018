"""From a media item to its encodings (spec/pipeline.md §6.2)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from hashlib import md5

from django.conf import settings
from django.db import transaction

from apps.encoding import ladder, selectors
from apps.encoding.jobs import job_request
from apps.encoding.jobs.encodes import encoding_request
from apps.encoding.models import EncodeProfile, Encoding, Job
from apps.encoding.rows import media_lock
from apps.media.models import EncodingStatus, Media

logger = logging.getLogger(__name__)


@transaction.atomic
def media_encode(
    *, media: Media, profiles: Sequence[int] | None = None, force: bool = True, chunkize: bool = True
) -> list[Encoding]:
    """Make pending encodings of a media item and queue them when the transaction commits.

    Args:
        media: which one; its type is not looked at.
        profiles: ids of profiles; all active ones if None or empty. Unknown ids, and profiles that no encode
            is possible with, are left out.
        force: encode again what is encoded already. The old rendition stays until the new one is done.
        chunkize: split long videos and encode the pieces in parallel.

    Returns:
        The pending rows; for a video that is split only the preview's: ``chunkize_media`` makes the others.
    """
    media_lock(media.pk)
    chosen = [profile for profile in _profiles(profiles) if ladder.is_usable(profile)]
    if chunkize and media.duration > settings.CHUNKIZE_VIDEO_DURATION:
        whole = [profile for profile in chosen if ladder.is_preview(profile)]
        pieces = [profile.pk for profile in chosen if not ladder.is_preview(profile)]
        if pieces:
            split_request(media, pieces, force=force)
    else:
        whole = renditions_of(media, chosen)
    encodings = [encoding_create(media, profile, force=force) for profile in whole]
    logger.info("encodings queued", extra={"media": media.friendly_token, "encodings": len(encodings)})
    return encodings


def renditions_of(media: Media, profiles: Iterable[EncodeProfile]) -> list[EncodeProfile]:
    """Return those of the profiles that a media item is encoded with."""
    return ladder.renditions(
        profiles,
        video_height=media.video_height,
        minimum_resolutions=settings.MINIMUM_RESOLUTIONS_TO_ENCODE,
    )


def encoding_create(media: Media, profile: EncodeProfile, *, force: bool) -> Encoding:
    """Make one pending row for the whole source, unless there is one, and queue its encode.

    Call it with the media locked.
    """
    pending = Encoding.objects.filter(
        media=media, profile=profile, chunk=False, status=EncodingStatus.PENDING
    )
    encoding = pending.order_by("pk").last() or Encoding.objects.create(media=media, profile=profile)
    encoding_request(encoding, force=force)
    return encoding


def split_request(media: Media, profiles: Sequence[int], *, force: bool) -> None:
    """Ask for a long video to be cut and its pieces to be encoded with the profiles of these ids."""
    subject = split_subject(profiles)
    job_request(Job.Kind.SPLIT, media, media.friendly_token, list(profiles), subject=subject, force=force)


def split_subject(profiles: Sequence[int]) -> str:
    """Return what tells the splits of a media for different profiles apart."""
    return md5(repr(sorted(profiles)).encode(), usedforsecurity=False).hexdigest()


def _profiles(ids: Sequence[int] | None) -> list[EncodeProfile]:
    if not ids:
        return list(selectors.profiles_active())
    found = EncodeProfile.objects.in_bulk(ids)
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]
