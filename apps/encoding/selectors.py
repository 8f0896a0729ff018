"""Reads of encodings. What clients see of them is in ``apps.media``."""

from __future__ import annotations

from django.db.models import F, QuerySet

from apps.common.storage import media_url_for
from apps.encoding.models import DerivedFile, EncodeProfile, Encoding, Job
from apps.media.models import EncodingStatus, Media

UNFINISHED = (EncodingStatus.PENDING, EncodingStatus.RUNNING)
OF_RENDITIONS = (Job.Kind.INIT, Job.Kind.SPLIT, Job.Kind.ENCODE, Job.Kind.JOIN)
"""Kinds of jobs that renditions depend on."""
OF_THE_FILE = (Job.Reason.UNREADABLE, Job.Reason.UNSUPPORTED, Job.Reason.BAD_OUTPUT)
"""Reasons that another try does not cure."""


def profiles_active() -> QuerySet[EncodeProfile]:
    """Return the profiles that uploads are encoded with, lowest resolution first, those without one last."""
    return EncodeProfile.objects.filter(active=True).order_by(F("resolution").asc(nulls_last=True), "pk")


def renditions(media: Media) -> QuerySet[Encoding]:
    """Return the final rows of a media item whose profile is a video: no chunks, no previews."""
    return Encoding.objects.filter(
        media=media, chunk=False, profile__extension__in=("mp4", "webm")
    ).select_related("profile")


def former(media: Media) -> QuerySet[Encoding]:
    """Return the encodings that are left of the file that a media had before."""
    return Encoding.objects.filter(media=media, former__isnull=False)


def present_finished(media: Media) -> QuerySet[Encoding]:
    """Return the finished renditions of the file that a media has now."""
    finished = renditions(media).filter(former=None, status=EncodingStatus.SUCCESS)
    return finished.exclude(media_file="")


def hls_renditions(media: Media) -> list[Encoding]:
    """Return the renditions that go into HLS, lowest resolution first (spec/pipeline.md §10).

    Those of a former file, until the set of the present one is complete; never some of either.
    """
    finished = present_finished(media)
    left = former(media).select_related("profile")
    if left.exists() and (under_way(media) or not finished.exists()):
        finished = left.exclude(media_file="")
    ready = finished.filter(profile__extension="mp4", profile__codec="h264")
    return list(ready.order_by("profile__resolution", "pk"))


def under_way(media: Media) -> bool:
    """Return whether encodings of the present file are still to come, whole or in pieces."""
    present = Encoding.objects.filter(media=media, former=None)
    if present.filter(status__in=UNFINISHED).exists():
        return True
    ended = present.filter(chunk=False).values("profile")
    if present.filter(chunk=True).exclude(profile__in=ended).exists():
        return True  # pieces that are not joined yet
    return Job.objects.filter(
        media=media, kind__in=(Job.Kind.INIT, Job.Kind.SPLIT), status__in=UNFINISHED
    ).exists()


def may_be_retried(media: Media) -> bool:
    """Return whether renditions have failed for reasons that lie in the portal and not in the file."""
    failed = Job.objects.filter(media=media, kind__in=OF_RENDITIONS, status=EncodingStatus.FAIL)
    return failed.exclude(reason__in=OF_THE_FILE).exclude(encoding__profile__extension="gif").exists()


def hls_renditions_under_way(media: Media) -> bool:
    """Return whether renditions that go into HLS are still to come, whole or in pieces."""
    rows = Encoding.objects.filter(
        media=media,
        profile__extension="mp4",
        profile__codec="h264",
        status__in=UNFINISHED,
    )
    return (
        rows.exists() or Job.objects.filter(media=media, kind=Job.Kind.SPLIT, status__in=UNFINISHED).exists()
    )


def encoding_status(media: Media) -> EncodingStatus:
    """Return what the renditions say about a media item (spec/pipeline.md §8.3).

    Some pending and none running or successful is ``pending``, where a legacy server shows a passing ``fail``
    (§20, H5).
    """
    present = set(renditions(media).values_list("status", flat=True))
    for status in (EncodingStatus.SUCCESS, EncodingStatus.RUNNING, EncodingStatus.PENDING):
        if status in present:
            return status
    return EncodingStatus.FAIL if present else EncodingStatus.PENDING


def preview(media: Media) -> Encoding | None:
    """Return the newest finished animated preview of a media item."""
    previews = Encoding.objects.filter(
        media=media, chunk=False, profile__extension="gif", status=EncodingStatus.SUCCESS
    )
    return previews.exclude(media_file="").order_by("-pk").first()


def jobs_unfinished(media: Media) -> QuerySet[Job]:
    """Return the jobs of a media item that are under way or have failed, in the order of their making."""
    jobs = Job.objects.filter(media=media).exclude(status=EncodingStatus.SUCCESS)
    return jobs.select_related("encoding__profile").order_by("pk")


def chunks(media: Media, profile_id: int, chunks_info: str) -> QuerySet[Encoding]:
    """Return the chunk rows of one run over one profile, in the order of the source."""
    rows = Encoding.objects.filter(media=media, profile_id=profile_id, chunk=True, chunks_info=chunks_info)
    return rows.select_related("profile").order_by("add_date", "pk")


def derived_urls(media: Media) -> dict[str, str]:
    """Return the addresses of what was made from the present original, by ``DerivedFile.Kind``.

    Access to them is that to the media: ``media-auth`` decides by the uid in their names.
    """
    current = DerivedFile.objects.filter(media=media, source=media.media_file.name)
    return {kind: media_url_for(name) for kind, name in current.values_list("kind", "file").order_by("kind")}
