"""The pipeline's Celery tasks; names, queues and arguments are a legacy server's (spec/pipeline.md §17).

Messages may come twice, late, or for rows that are gone; the jobs behind them cope. They are acknowledged
when done, and come again when their worker dies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from celery import Task, shared_task
from django.conf import settings

from apps.encoding import services
from apps.encoding.jobs import WorkError, perform
from apps.encoding.jobs.reaper import pending_jobs_resend, running_jobs_reap
from apps.encoding.models import Job
from apps.encoding.services.fanout import split_subject
from apps.encoding.services.files import file_remove
from apps.media.models import Media

SHORT, LONG = "short_tasks", "long_tasks"

_DURABLE: dict[str, Any] = {"bind": True, "acks_late": True, "reject_on_worker_lost": True}


def _media(friendly_token: str) -> Media | None:
    return Media.objects.select_related("user").filter(friendly_token=friendly_token).first()


def _perform(task: Task, kind: str, friendly_token: str, work: Callable[[Media], object]) -> bool:
    """Do a job that is the media's as a whole; False if the media is gone or there is nothing to do."""
    media = _media(friendly_token)
    return media is not None and perform(
        kind, media, lambda _: work(media), friendly_token, message_id=task.request.id or ""
    )


@shared_task(name="media_init", queue=SHORT, **_DURABLE)
def media_init(self: Task, friendly_token: str) -> bool:
    """Detect what a changed media file is and process it; False if the media is gone."""
    return _perform(self, Job.Kind.INIT, friendly_token, _init)


def _init(media: Media) -> None:
    failure = services.media_init(media)
    if failure is not None:
        raise WorkError(failure)


@shared_task(name="chunkize_media", queue=SHORT, soft_time_limit=settings.CELERY_SOFT_TIME_LIMIT, **_DURABLE)
def chunkize_media(self: Task, friendly_token: str, profiles: Sequence[int], force: bool = True) -> bool:
    """Cut a long video and queue the encodes of its pieces; False if the media is gone."""
    media = _media(friendly_token)
    return media is not None and perform(
        Job.Kind.SPLIT,
        media,
        lambda _: services.chunkize(media=media, profiles=profiles, force=force),
        friendly_token,
        list(profiles),
        subject=split_subject(profiles),
        message_id=self.request.id or "",
        force=force,
    )


@shared_task(name="encode_media", queue=LONG, soft_time_limit=settings.CELERY_SOFT_TIME_LIMIT, **_DURABLE)
def encode_media(  # noqa: PLR0917 - the arguments are positional on the wire
    self: Task,
    friendly_token: str,
    profile_id: int,
    encoding_id: int,
    force: bool = True,
    chunk: bool = False,
    chunk_file_path: str = "",
) -> bool:
    """Encode one row, and those that share its decoder; the other arguments are the legacy message's."""
    return services.encode_run(encoding_id=encoding_id, force=force, message_id=self.request.id or "")


@shared_task(name="produce_sprite_from_video", queue=LONG, **_DURABLE)
def produce_sprite_from_video(self: Task, friendly_token: str) -> bool:
    """Make the sprite and the checksum of a video; False if the media is gone."""
    return _perform(self, Job.Kind.SPRITE, friendly_token, _sprite)


def _sprite(media: Media) -> None:
    services.checksum_fill(media=media)
    services.sprite_create(media=media)
    services.thumbnails_fill(media=media)


@shared_task(name="create_hls", queue=LONG, **_DURABLE)
def create_hls(self: Task, friendly_token: str) -> bool:
    """Build the HLS folder of a video; False if the media is gone."""
    return _perform(self, Job.Kind.PACKAGE, friendly_token, lambda media: services.hls_create(media=media))


# -- ours: a legacy server does not know these ---------------------------------------------------------------


@shared_task(name="produce_video_thumbnail", queue=SHORT, **_DURABLE)
def produce_video_thumbnail(self: Task, friendly_token: str) -> bool:
    """Make the thumbnail of a video that has none; False if the media is gone."""
    return _perform(
        self, Job.Kind.THUMBNAIL, friendly_token, lambda media: services.thumbnails_fill(media=media)
    )


@shared_task(name="recording_repair", queue=LONG, **_DURABLE)
def recording_repair(self: Task, friendly_token: str) -> bool:
    """Make a recording seekable; False if the media is gone."""
    return _perform(
        self, Job.Kind.REPAIR, friendly_token, lambda media: services.recording_repair(media=media)
    )


@shared_task(name="waveform_create", queue=LONG, soft_time_limit=settings.CELERY_SOFT_TIME_LIMIT, **_DURABLE)
def waveform_create(self: Task, friendly_token: str) -> bool:
    """Make the waveform of a sound; False if the media is gone."""
    return _perform(
        self, Job.Kind.WAVEFORM, friendly_token, lambda media: services.waveform_create(media=media)
    )


@shared_task(name="display_copy_create", queue=SHORT, **_DURABLE)
def display_copy_create(self: Task, friendly_token: str) -> bool:
    """Make what is shown in place of a picture that browsers cannot show; False if the media is gone."""
    return _perform(
        self, Job.Kind.DISPLAY, friendly_token, lambda media: services.display_copy_create(media=media)
    )


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
    """Queue again the jobs whose worker is gone."""
    running_jobs_reap()
    return True


@shared_task(name="check_pending_states", queue=SHORT)
def check_pending_states() -> bool:
    """Queue again the jobs whose message was lost, and let go of renditions that have been replaced."""
    pending_jobs_resend()
    services.former_settle_all()
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
