"""The pipeline's Celery tasks; names, queues and arguments are a legacy server's (spec/pipeline.md §17).

Messages may come twice, late, or for rows that are gone; the services behind them cope. They are acknowledged
when done, and come again when their worker dies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery import Task, shared_task
from django.conf import settings

from apps.encoding import services
from apps.encoding.services.files import file_remove
from apps.media.models import Media

SHORT, LONG = "short_tasks", "long_tasks"
RETRY_SECONDS = 5
MAX_RETRIES = 1

_DURABLE: dict[str, Any] = {"acks_late": True, "reject_on_worker_lost": True}


def _media(friendly_token: str) -> Media | None:
    return Media.objects.select_related("user").filter(friendly_token=friendly_token).first()


@shared_task(name="media_init", queue=SHORT, **_DURABLE)
def media_init(friendly_token: str) -> bool:
    """Detect what a changed media file is and process it; False if the media is gone."""
    media = _media(friendly_token)
    if media is None:
        return False
    services.media_init(media)
    return True


@shared_task(name="chunkize_media", queue=SHORT, soft_time_limit=settings.CELERY_SOFT_TIME_LIMIT, **_DURABLE)
def chunkize_media(friendly_token: str, profiles: Sequence[int], force: bool = True) -> bool:
    """Cut a long video and queue the encodes of its pieces; False if it cannot be cut or is gone."""
    media = _media(friendly_token)
    return media is not None and services.chunkize(media=media, profiles=profiles, force=force)


@shared_task(
    name="encode_media",
    queue=LONG,
    bind=True,
    max_retries=MAX_RETRIES,
    soft_time_limit=settings.CELERY_SOFT_TIME_LIMIT,
    **_DURABLE,
)
def encode_media(  # noqa: PLR0917 - the arguments are positional on the wire
    self: Task,
    friendly_token: str,
    profile_id: int,
    encoding_id: int,
    force: bool = True,
    chunk: bool = False,
    chunk_file_path: str = "",
) -> bool:
    """Encode one row. The row says what; the other arguments are those of the legacy message."""
    retries: int = self.request.retries
    try:
        return services.encode_run(
            encoding_id=encoding_id,
            force=force,
            task_id=self.request.id or "",
            retries=retries,
            last_try=retries >= MAX_RETRIES,
        )
    except services.EncodeFailedError as error:
        raise self.retry(exc=error, countdown=RETRY_SECONDS) from error


@shared_task(name="produce_sprite_from_video", queue=LONG, **_DURABLE)
def produce_sprite_from_video(friendly_token: str) -> bool:
    """Make the sprite and the checksum of a video; False if the media is gone, True also if it gets none."""
    media = _media(friendly_token)
    if media is None:
        return False
    services.thumbnails_fill(media=media)
    services.checksum_fill(media=media)
    services.sprite_create(media=media)
    return True


@shared_task(name="recording_repair", queue=LONG, **_DURABLE)
def recording_repair(friendly_token: str) -> bool:
    """Make a recording seekable; False if there was nothing to do, or it cannot be done. Ours."""
    media = _media(friendly_token)
    return media is not None and services.recording_repair(media=media)


@shared_task(name="waveform_create", queue=LONG, soft_time_limit=settings.CELERY_SOFT_TIME_LIMIT, **_DURABLE)
def waveform_create(friendly_token: str) -> bool:
    """Make the waveform of a sound; False if there is none. Ours."""
    media = _media(friendly_token)
    return media is not None and services.waveform_create(media=media)


@shared_task(name="display_copy_create", queue=SHORT, **_DURABLE)
def display_copy_create(friendly_token: str) -> bool:
    """Make what is shown in place of a picture that browsers cannot show; False if there is none. Ours."""
    media = _media(friendly_token)
    return media is not None and services.display_copy_create(media=media)


@shared_task(name="produce_video_thumbnail", queue=SHORT, acks_late=True, reject_on_worker_lost=True)
def produce_video_thumbnail(friendly_token: str) -> bool:
    """Make the thumbnail of a video that has none; False if the media is gone. A task of ours alone.

    Should its message be lost, the task that makes the sprite makes up for it.
    """
    media = _media(friendly_token)
    if media is None:
        return False
    services.thumbnails_fill(media=media)
    return True


@shared_task(name="create_hls", queue=LONG, **_DURABLE)
def create_hls(friendly_token: str) -> bool:
    """Build the HLS folder of a video; False if the media is gone, True also if packaging fails."""
    media = _media(friendly_token)
    if media is None:
        return False
    services.hls_create(media=media)
    return True


@shared_task(name="update_encoding_size", queue=SHORT)
def update_encoding_size(encoding_id: int) -> bool:
    """Store the size of an encoding's file anew."""
    return services.encoding_size_refresh(encoding_id=encoding_id)


@shared_task(name="remove_media_file", queue=LONG)
def remove_media_file(media_file: str = "") -> bool:
    """Remove a file of the media root."""
    if media_file:
        file_remove(media_file)
    return True


@shared_task(name="check_running_states", queue=SHORT)
def check_running_states() -> bool:
    """Queue encodings again whose worker fell silent."""
    services.running_encodings_requeue()
    return True


@shared_task(name="check_pending_states", queue=SHORT)
def check_pending_states() -> bool:
    """Queue encodings again whose message was lost."""
    services.pending_encodings_requeue()
    return True


@shared_task(name="check_media_states", queue=SHORT)
def check_media_states() -> bool:
    """Bring the status of unfinished videos in line with their encodings."""
    services.unfinished_media_refresh()
    return True


@shared_task(name="check_missing_profiles", queue=SHORT)
def check_missing_profiles() -> bool:
    """Queue the renditions that videos lack."""
    services.missing_renditions_encode()
    return True
