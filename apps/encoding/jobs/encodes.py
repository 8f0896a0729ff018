"""Jobs of encodes."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from apps.encoding import ladder
from apps.encoding.jobs.life import job_request
from apps.encoding.models import Encoding, Job


def encoding_request(encoding: Encoding, *, force: bool) -> Job:
    """Ask for the encode of a pending row."""
    args, kwargs = encode_message(encoding, force=force)
    return job_request(
        Job.Kind.ENCODE,
        encoding.media,
        *args,
        encoding=encoding,
        priority=ladder.priority(
            encoding.profile, minimum_resolutions=settings.MINIMUM_RESOLUTIONS_TO_ENCODE
        ),
        **kwargs,
    )


def encode_message(encoding: Encoding, *, force: bool) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of the message about a row (spec/pipeline.md §18)."""
    piece = {"chunk": True, "chunk_file_path": encoding.chunk_file_path} if encoding.chunk else {}
    args = [encoding.media.friendly_token, encoding.profile_id, encoding.pk]
    return args, {"force": force, **piece}
