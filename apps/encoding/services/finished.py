"""What the end of an encode means for its media item."""

from __future__ import annotations

from apps.encoding import selectors
from apps.encoding.jobs import job_request
from apps.encoding.models import Encoding, Job
from apps.encoding.services.former import former_settle
from apps.encoding.services.outcome import media_status_refresh
from apps.media.models import EncodingStatus, Media
from apps.studio.models import VideoTrimRequest


def encoding_finished(encoding: Encoding) -> None:
    """Draw the consequences of a final row that is now ``success`` or ``fail`` (spec/pipeline.md §8.1)."""
    media = encoding.media
    media_status_refresh(media_id=media.pk)
    former_settle(media_id=media.pk)
    if encoding.profile.codec != "h264":
        return
    packaging_request(media)
    if encoding.status == EncodingStatus.SUCCESS:
        _trim_finished(media)


def packaging_request(media: Media) -> None:
    """Ask for HLS early, so that playback starts with the first rendition, and when the set is complete.

    While renditions of a former file are shown, ``former_settle`` asks.
    """
    if selectors.former(media).exists() or not selectors.hls_renditions(media):
        return
    packaged = Media.objects.filter(pk=media.pk).exclude(hls_file="").exists()
    if not packaged or not selectors.hls_renditions_under_way(media):
        job_request(Job.Kind.PACKAGE, media, media.friendly_token)


def _trim_finished(media: Media) -> None:
    """End a trim that waits for its finishing touches: there is a rendition to do them with now."""
    running = media.trim_requests.filter(status=VideoTrimRequest.Status.RUNNING).order_by("pk").first()
    if running is not None:
        job_request(Job.Kind.TRIM_FINISH, media, media.friendly_token)
        VideoTrimRequest.objects.filter(pk=running.pk).update(status=VideoTrimRequest.Status.SUCCESS)
