"""What each kind of job is to the message broker, and what its failure means beyond its own row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from apps.encoding.models import Job

Kind = Job.Kind
Consequence = Callable[[Job], None]
Preparation = Callable[[Job], bool]

TASKS: Mapping[str, str] = {
    Kind.INIT: "media_init",
    Kind.SPLIT: "chunkize_media",
    Kind.ENCODE: "encode_media",
    # The message of a finished piece, which a legacy worker understands as well.
    Kind.JOIN: "encode_media",
    Kind.PACKAGE: "create_hls",
    Kind.SPRITE: "produce_sprite_from_video",
    Kind.THUMBNAIL: "produce_video_thumbnail",
    Kind.REPAIR: "recording_repair",
    Kind.WAVEFORM: "waveform_create",
    Kind.DISPLAY: "display_copy_create",
    Kind.TRIM: "video_trim_task",
    Kind.TRIM_FINISH: "post_trim_action",
    Kind.TRANSCRIBE: "whisper_transcribe",
}
"""Celery task by kind; names and arguments are a legacy server's where it has them (spec/pipeline.md §17)."""

_consequences: dict[str, Consequence] = {}
_preparations: dict[str, Preparation] = {}


def on_failure(kind: str) -> Callable[[Consequence], Consequence]:
    """Register what else has to be written when a job of a kind has failed for good.

    The function runs in the transaction that fails the job, with the media locked.
    """

    def register(consequence: Consequence) -> Consequence:
        _consequences[kind] = consequence
        return consequence

    return register


def failure_consequences(job: Job) -> None:
    """Write what the failure of `job` means elsewhere."""
    consequence = _consequences.get(job.kind)
    if consequence is not None:
        consequence(job)


def on_retry(kind: str) -> Callable[[Preparation], Preparation]:
    """Register what has to be written before a failed job of a kind is tried again.

    The function runs with the media locked, and returns whether the job itself is to be done again: False if
    it has asked for other jobs in its place.
    """

    def register(preparation: Preparation) -> Preparation:
        _preparations[kind] = preparation
        return preparation

    return register


def retry_preparations(job: Job) -> bool:
    """Prepare another go at `job`; False if other jobs take its place."""
    preparation = _preparations.get(job.kind)
    return preparation is None or preparation(job)
