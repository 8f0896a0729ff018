"""Writes of the pipeline.

Each function is safe to repeat: tasks may be delivered twice, late, or for rows that are gone
(spec/pipeline.md §18).
"""

from apps.encoding.services.checksum import checksum_fill
from apps.encoding.services.chunks import chunkize
from apps.encoding.services.derived import display_copy_create, waveform_create
from apps.encoding.services.encode import encode_run
from apps.encoding.services.fanout import media_encode
from apps.encoding.services.former import former_keep, former_settle, former_settle_all
from apps.encoding.services.hls import hls_create
from apps.encoding.services.init import derived_request, facts_described, media_detect, media_init
from apps.encoding.services.maintenance import (
    encoding_size_refresh,
    missing_renditions_encode,
    unfinished_media_refresh,
)
from apps.encoding.services.outcome import encodings_delete, media_status_refresh
from apps.encoding.services.pictures import sprite_create, thumbnails_create, thumbnails_fill
from apps.encoding.services.profiles import av1_profiles_set
from apps.encoding.services.repair import recording_repair
from apps.encoding.services.retry import media_retry

__all__ = [
    "av1_profiles_set",
    "checksum_fill",
    "chunkize",
    "derived_request",
    "display_copy_create",
    "encode_run",
    "encoding_size_refresh",
    "encodings_delete",
    "facts_described",
    "former_keep",
    "former_settle",
    "former_settle_all",
    "hls_create",
    "media_detect",
    "media_encode",
    "media_init",
    "media_retry",
    "media_status_refresh",
    "missing_renditions_encode",
    "recording_repair",
    "sprite_create",
    "thumbnails_create",
    "thumbnails_fill",
    "unfinished_media_refresh",
    "waveform_create",
]
