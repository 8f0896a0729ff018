"""Renditions of the file that a media had before, shown until those of its present file are complete.

Viewers never get a mixture: what is listed and streamed is of the former file, until everything that was
asked for of the present one has ended and HLS is built of it.
"""

from __future__ import annotations

import logging
import shutil
from functools import partial

from django.conf import settings
from django.db import transaction

from apps.encoding import ladder, selectors
from apps.encoding.jobs import job_request
from apps.encoding.models import Encoding, FormerRendition, Job
from apps.encoding.paths import hls_directory
from apps.encoding.rows import media_columns_set, media_lock
from apps.encoding.services.outcome import media_status_refresh, rows_remove
from apps.media.models import EncodingStatus, Media

logger = logging.getLogger(__name__)


@transaction.atomic
def former_keep(*, media: Media) -> bool:
    """Make finished encodings of a media former ones, since it gets another file, and delete all others.

    If there are former ones already, those of the file between are not complete and nobody has seen them:
    they are deleted. What is left to be done for that file is given up.

    Args:
        media: locked; its columns do not change, except by ``media_status_refresh``.

    Returns:
        Whether there is something to show meanwhile. If not, HLS goes as well.
    """
    rows = list(Encoding.objects.filter(media=media).select_related("profile", "former").order_by("pk"))
    kept = [] if settings.DO_NOT_TRANSCODE_VIDEO else _worth_keeping(rows)
    FormerRendition.objects.bulk_create(
        [FormerRendition(encoding=row) for row in kept if not hasattr(row, "former")]
    )
    rows_remove(row for row in rows if row not in kept)
    Job.objects.filter(
        media=media, kind__in=(Job.Kind.SPLIT, Job.Kind.JOIN), status=EncodingStatus.FAIL
    ).delete()
    if not kept:
        hls_withdraw(media)
    media_status_refresh(media_id=media.pk)
    return bool(kept)


def _worth_keeping(rows: list[Encoding]) -> list[Encoding]:
    former = [row for row in rows if hasattr(row, "former")]
    finished = [
        row for row in rows if not row.chunk and row.status == EncodingStatus.SUCCESS and row.media_file
    ]
    kept = former or finished
    return kept if any(not ladder.is_preview(row.profile) for row in kept) else []


@transaction.atomic
def former_settle(*, media_id: int) -> bool:
    """Let go of the former renditions of a media, if those of its present file are complete; safe to repeat.

    Where HLS can be built of the new ones, they take their place when it is (``hls_create``). If none of the
    new ones has succeeded, the former ones go too, unless another try may help: the fault is then the
    portal's and not the file's, and its owner can have it tried again.

    Returns:
        Whether something was done.
    """
    media = media_lock(media_id)
    if media is None or not selectors.former(media).exists() or selectors.under_way(media):
        return False
    if not selectors.present_finished(media).exists():
        if selectors.may_be_retried(media):
            return False
        former_withdraw(media=media)
    elif selectors.hls_renditions(media):
        job_request(Job.Kind.PACKAGE, media, media.friendly_token)
    else:
        former_withdraw(media=media)
    return True


def former_settle_all() -> int:
    """Settle what nobody else has, since a job ended without leaving an encoding; run every minute.

    Returns:
        For how many media something was done.
    """
    packaging = Job.objects.filter(kind=Job.Kind.PACKAGE, status__in=selectors.UNFINISHED)
    waiting = Media.objects.filter(encodings__former__isnull=False).exclude(pk__in=packaging.values("media"))
    ids = list(waiting.order_by("pk").distinct().values_list("pk", flat=True))
    return sum(former_settle(media_id=media_id) for media_id in ids)


@transaction.atomic
def former_withdraw(*, media: Media) -> None:
    """Delete the former renditions of a media with their files, and the HLS that is built of them."""
    if former_release(media):
        hls_withdraw(media)


def former_release(media: Media) -> bool:
    """Delete the former renditions of a media with their files; call it in a transaction, the media locked.

    Returns:
        Whether there were any.
    """
    rows = list(selectors.former(media))
    if not rows:
        return False
    rows_remove(rows)
    media_status_refresh(media_id=media.pk)
    logger.info("former renditions deleted", extra={"media": media.friendly_token, "encodings": len(rows)})
    return True


def hls_withdraw(media: Media) -> None:
    """Forget the HLS of a media, and remove its folder when the transaction commits."""
    media_columns_set(media, hls_file="")
    transaction.on_commit(partial(shutil.rmtree, hls_directory(media.uid), ignore_errors=True))
