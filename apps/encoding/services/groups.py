"""Which pending rows are encoded in one process with another (spec/pipeline.md §7).

What it saves is decoding, the more the higher the bitrate of the source (docs/operators/pipeline.md).
"""

from __future__ import annotations

import os

from django.conf import settings
from django.db.models import Q

from apps.encoding import commands, ladder, selectors
from apps.encoding.models import Encoding
from apps.encoding.sources import source_of
from apps.media.models import EncodingStatus


def companions(encoding: Encoding) -> list[Encoding]:
    """Return, locked, the pending rows that are to share the decoder of `encoding`.

    They read the same file. Rows that somebody else has locked are left to them.
    """
    if not ladder.is_together(settings.ENCODE_TOGETHER, cores=os.cpu_count() or 1):
        return []
    try:
        source = source_of(encoding.media)
    except commands.NoCommandError:
        return []
    rows = [encoding, *_candidates(encoding)]
    groups = ladder.groups(
        rows,
        profile_of=lambda row: row.profile,
        source=source,
        minimum_resolutions=settings.MINIMUM_RESOLUTIONS_TO_ENCODE,
        together=True,
        playable=bool(selectors.hls_renditions(encoding.media)),
        max_pixels=settings.ENCODE_TOGETHER_PIXELS,
    )
    group = next((group for group in groups if encoding in group), [])
    return [row for row in group if row != encoding]


def _candidates(encoding: Encoding) -> list[Encoding]:
    asked = Q(job__status=EncodingStatus.PENDING, job__alone=False, job__message__kwargs__force=True)
    waiting = Q(job=None) | asked
    pks = (
        Encoding.objects.filter(
            waiting,
            media_id=encoding.media_id,
            chunk=encoding.chunk,
            chunk_file_path=encoding.chunk_file_path,
            profile__codec=encoding.profile.codec,
            status=EncodingStatus.PENDING,
        )
        .exclude(profile__extension="gif")
        .exclude(pk=encoding.pk)
        .values_list("pk", flat=True)
    )
    rows = Encoding.objects.select_for_update(of=("self",), skip_locked=True)
    locked = rows.filter(pk__in=list(pks)).select_related("media__user", "profile")
    return [row for row in locked.order_by("pk") if _is_possible(row)]


def _is_possible(row: Encoding) -> bool:
    """Whether there is a command for a row; one without fails in a run of its own."""
    try:
        commands.check(
            source_of(row.media), row.profile, minimum_resolutions=settings.MINIMUM_RESOLUTIONS_TO_ENCODE
        )
    except commands.NoCommandError:
        return False
    return True
