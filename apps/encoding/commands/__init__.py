"""Facts to argument lists: every FFmpeg command line of the pipeline.

Pure functions. What they return is, token for token, what a legacy server runs (spec/pipeline-ffmpeg.md §5
and §7), because it is stored in ``files_encoding.commands``; :func:`hardened` adds, at the moment of running,
what makes untrusted input safe to open. Ours are: several renditions from one decode, hardware encoders, AV1.
"""

from apps.encoding.commands.codecs import CODECS
from apps.encoding.commands.facts import (
    Arguments,
    EncodeFiles,
    NoCommandError,
    Profile,
    Source,
    box,
    frame_rate,
    limited_frame_rate,
    scale_filter,
)
from apps.encoding.commands.hardening import hardened
from apps.encoding.commands.hardware import FAMILIES, SOFTWARE, Acceleration
from apps.encoding.commands.renditions import check, encode, encode_together
from apps.encoding.commands.tools import (
    concat_listing,
    decoded_sound,
    hls_segments,
    join,
    join_trimmed,
    preview,
    remux,
    split,
    sprite_frames,
    thumbnail_frame,
    trim,
)

__all__ = [
    "CODECS",
    "FAMILIES",
    "SOFTWARE",
    "Acceleration",
    "Arguments",
    "EncodeFiles",
    "NoCommandError",
    "Profile",
    "Source",
    "box",
    "check",
    "concat_listing",
    "decoded_sound",
    "encode",
    "encode_together",
    "frame_rate",
    "hardened",
    "hls_segments",
    "join",
    "join_trimmed",
    "limited_frame_rate",
    "preview",
    "remux",
    "scale_filter",
    "split",
    "sprite_frames",
    "thumbnail_frame",
    "trim",
]
