"""What is known of the file that a media is encoded from."""

from __future__ import annotations

import json

from apps.encoding.commands import Source
from apps.media.models import Media


def source_of(media: Media) -> Source:
    """Return the facts of a probed media.

    Raises:
        NoCommandError: its probe lacks the height or the duration.
    """
    try:
        info = json.loads(media.media_info)
    except ValueError:
        info = {}
    return Source.from_media_info(info if isinstance(info, dict) else {})
