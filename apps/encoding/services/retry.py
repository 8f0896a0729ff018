"""Another go at what failed."""

from __future__ import annotations

from django.db import transaction

from apps.encoding.jobs import job_retry
from apps.encoding.models import Encoding, Job
from apps.encoding.rows import media_lock
from apps.encoding.services.fanout import media_encode
from apps.encoding.services.outcome import rows_remove
from apps.media.models import EncodingStatus, Media


@transaction.atomic
def media_retry(*, media: Media) -> int:
    """Have everything done again that failed of a media, as if it had not been tried before.

    Renditions that a legacy server left failed are encoded anew as well.

    Returns:
        How many jobs there were.
    """
    if media_lock(media.pk) is None:
        return 0
    failed = Job.objects.filter(media=media, status=EncodingStatus.FAIL).order_by("pk")
    count = sum(job_retry(job_id=pk) for pk in list(failed.values_list("pk", flat=True)))
    without_job = Encoding.objects.filter(media=media, status=EncodingStatus.FAIL, chunk=False, job=None)
    rows = list(without_job.select_related("profile"))
    if rows:
        rows_remove(rows)
        media_encode(media=media, profiles=[row.profile_id for row in rows])
    return count + len(rows)
