"""What is put right without asking: states are counted anew, what can be made anew is queued, leftovers go.

Nothing here removes an original of a media that exists, or anything that is younger than a day.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from apps.encoding.jobs import job_request
from apps.encoding.jobs.reaper import pending_jobs_resend, running_jobs_reap
from apps.encoding.ladder import LATER
from apps.encoding.litter import folder_remove
from apps.encoding.models import Encoding, Job
from apps.encoding.paths import HELD
from apps.encoding.rows import media_columns_set
from apps.encoding.services import (
    encodings_delete,
    former_settle,
    media_encode,
    media_status_refresh,
    thumbnails_create,
)
from apps.integrity.findings import Code, Finding
from apps.integrity.tables import with_expected_status
from apps.media import counters
from apps.media.models import EncodingStatus, Media, MediaType

MIN_AGE = timedelta(days=1)
"""What was written since then may still be wanted by whoever writes it."""

Fix = Callable[[Finding], str]


@transaction.atomic
def fix(finding: Finding) -> str:
    """Put a finding right if that is safe.

    Returns:
        What was done, in words; ``""`` if nothing was.
    """
    method = _FIXES.get(finding.code)
    return method(finding) if method else ""


# -- states --------------------------------------------------------------------------------------------------


def _status(finding: Finding) -> str:
    row = with_expected_status(Media.objects.filter(pk=finding.subject)).first()
    if row is None:
        return ""
    if row.media_type == MediaType.VIDEO:
        media_status_refresh(media_id=row.pk)
    else:
        media_columns_set(row, encoding_status=row.expected)  # type: ignore[attr-defined]  # annotated
    return "status computed anew"


def _listable(finding: Finding) -> str:
    media = Media.objects.filter(pk=finding.subject).first()
    if media is None:
        return ""
    media_columns_set(media)
    return "computed anew"


def _preview(finding: Finding) -> str:
    media_status_refresh(media_id=finding.subject)
    return "path set anew"


def _user_count(finding: Finding) -> str:
    counters.user_counts_refresh([finding.subject])
    return "counted anew"


def _category_count(finding: Finding) -> str:
    counters.category_counts_refresh([finding.subject])
    return "counted anew"


def _tag_count(finding: Finding) -> str:
    counters.tag_counts_refresh([finding.subject])
    return "counted anew"


# -- making anew ---------------------------------------------------------------------------------------------


def _source(finding: Finding) -> Media | None:
    """The media, if there is an original to make things of."""
    media = Media.objects.select_related("user").filter(friendly_token=finding.media).first()
    return media if media and Path(media.media_file.path).is_file() else None


def _rendition(finding: Finding) -> str:
    encoding = Encoding.objects.filter(pk=finding.subject, chunk=False).first()
    media = _source(finding)
    if encoding is None or media is None:
        return ""
    if hasattr(encoding, "former"):
        encodings_delete(media=media, encodings=[encoding])
        return "removed, since it is of a file that was replaced"
    under_way = (EncodingStatus.PENDING, EncodingStatus.RUNNING)
    if media.encodings.filter(profile=encoding.profile_id, status__in=under_way).exists():
        return "encode is under way"
    media_encode(media=media, profiles=[encoding.profile_id])
    return "encode queued"


def _encodings(finding: Finding) -> str:
    media = _source(finding)
    return "encodes queued" if media and media_encode(media=media) else ""


def _thumbnails(finding: Finding) -> str:
    media = _source(finding)
    return "made anew" if media and thumbnails_create(media=media) else ""


def _queued(kind: Job.Kind, priority: int | None = None) -> Fix:
    def queue(finding: Finding) -> str:
        media = _source(finding)
        if media is None:
            return ""
        job_request(kind, media, media.friendly_token, priority=priority)
        return "queued"

    return queue


def _derived(finding: Finding) -> str:
    kind = Job.Kind.DISPLAY if finding.detail == "display" else Job.Kind.WAVEFORM
    return _queued(kind, LATER)(finding)


def _twice(finding: Finding) -> str:
    """Keep the newest finished encoding of a profile that has a file."""
    media = Media.objects.filter(friendly_token=finding.media).first()
    if media is None:
        return ""
    rows = list(
        media.encodings.filter(
            profile=finding.subject, chunk=False, status=EncodingStatus.SUCCESS, former=None
        ).order_by("-pk")
    )
    kept = next((row for row in rows if row.media_file and Path(row.media_file.path).is_file()), None)
    if kept is None:
        return ""
    encodings_delete(media=media, encodings=[row for row in rows if row != kept])
    return "the newest is kept"


def _former(finding: Finding) -> str:
    return "replaced or removed" if former_settle(media_id=finding.subject) else ""


def _reap(_: Finding) -> str:
    running_jobs_reap()
    return "queued again"


def _send(_: Finding) -> str:
    pending_jobs_resend()
    return "queued again"


# -- removing ------------------------------------------------------------------------------------------------


def remove(finding: Finding) -> str:
    """Remove what a finding about the disk names."""
    path = Path(finding.path)
    if finding.code == Code.TEMPORARY_FOLDER and (path / HELD).exists():
        return "removed" if folder_remove(path) else ""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return "" if path.exists() else "removed"


def _remove_aged(finding: Finding) -> str:
    return remove(finding) if finding.age >= MIN_AGE.total_seconds() else ""


_FIXES: Mapping[Code, Fix] = {
    Code.STATUS_WRONG: _status,
    Code.LISTABLE_WRONG: _listable,
    Code.PREVIEW_WRONG: _preview,
    Code.USER_COUNT_WRONG: _user_count,
    Code.CATEGORY_COUNT_WRONG: _category_count,
    Code.TAG_COUNT_WRONG: _tag_count,
    Code.RENDITION_MISSING: _rendition,
    Code.RENDITION_EMPTY: _rendition,
    Code.RENDITION_UNPLAYABLE: _rendition,
    Code.RENDITION_UNNAMED: _rendition,
    Code.ENCODINGS_ABSENT: _encodings,
    Code.THUMBNAIL_MISSING: _thumbnails,
    Code.SPRITE_MISSING: _queued(Job.Kind.SPRITE),
    Code.HLS_MISSING: _queued(Job.Kind.PACKAGE),
    Code.HLS_INCOMPLETE: _queued(Job.Kind.PACKAGE),
    Code.HLS_OUTDATED: _queued(Job.Kind.PACKAGE),
    Code.HLS_ABSENT: _queued(Job.Kind.PACKAGE),
    Code.DERIVED_MISSING: _derived,
    Code.WAVEFORM_ABSENT: _queued(Job.Kind.WAVEFORM, LATER),
    Code.RENDITION_TWICE: _twice,
    Code.FORMER_RENDITION: _former,
    Code.ENCODING_SILENT: _reap,
    Code.JOB_LEASE_OVER: _reap,
    Code.JOB_UNQUEUED: _send,
    Code.JOB_WAITING: _send,
    Code.ORPHAN_FILE: _remove_aged,
    Code.FORMER_FILE: _remove_aged,
    Code.CHUNK_SOURCE_LEFT: _remove_aged,
    Code.ORPHAN_HLS: _remove_aged,
    Code.HLS_STAGING: _remove_aged,
    Code.PARTIAL_FILE: _remove_aged,
    Code.TEMPORARY_FOLDER: _remove_aged,
}
FIXABLE = frozenset(_FIXES)
