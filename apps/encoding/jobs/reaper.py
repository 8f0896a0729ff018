"""What dead workers and lost messages left behind, taken up again.

Run every half minute. Losing the whole broker loses no work: what is pending and has no message gets one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.encoding import litter
from apps.encoding.broker import Waiting, waiting_messages
from apps.encoding.jobs.encodes import encoding_request
from apps.encoding.jobs.kinds import TASKS
from apps.encoding.jobs.life import HOST, RUNNING, end_lost, give_up_lease, holder_is_gone, job_lock, job_send
from apps.encoding.models import Encoding, Job
from apps.encoding.rows import media_lock
from apps.media.models import EncodingStatus

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=60)
"""How long a message may take from the transaction that asks for it to the broker, and on to a worker."""


def running_jobs_reap() -> int:
    """Queue again the jobs whose worker is gone, and what legacy workers left running; remove its litter.

    Returns:
        How many there were.
    """
    now = timezone.now()
    suspects = Q(lease_until__lt=now) | Q(lease_until=None) | Q(worker__startswith=f"{HOST}|")
    jobs = Job.objects.filter(suspects, status=RUNNING).values_list("pk", flat=True)
    count = sum(_reap(pk) for pk in list(jobs))
    litter.abandoned_folders_remove()
    return count + sum(_adopt(pk) for pk in _left_by_legacy_workers(now))


@transaction.atomic
def _reap(job_id: int) -> bool:
    job = job_lock(job_id)
    if job is None or job.status != RUNNING or not holder_is_gone(job):
        return False
    if job.attempts >= settings.JOB_ATTEMPTS:
        end_lost(job)
    else:
        if job.encoding_id:
            Encoding.objects.filter(pk=job.encoding_id, status=RUNNING).update(status=EncodingStatus.PENDING)
        give_up_lease(job)
    return True


def _left_by_legacy_workers(now: datetime) -> list[int]:
    """Encodings that run without a job of ours and have been silent for ``RUNNING_STATE_STALE`` seconds."""
    since = now - timedelta(seconds=settings.RUNNING_STATE_STALE)
    rows = Encoding.objects.filter(status=RUNNING, update_date__lt=since).exclude(job__status=RUNNING)
    return list(rows.values_list("pk", flat=True))


def pending_jobs_resend() -> int:
    """Send again the messages of pending jobs that got lost, and ask for encodings that nobody asks for.

    Returns:
        How many there were.
    """
    waiting = waiting_messages()
    before = timezone.now() - (GRACE if waiting else timedelta(seconds=settings.RUNNING_STATE_STALE))
    return sum(_resend(pk, before) for pk in _without_message(waiting, before)) + sum(
        _adopt(pk) for pk in _encodings_without_job(waiting, before)
    )


def _without_message(waiting: Waiting | None, before: datetime) -> Iterable[int]:
    overdue = Q(queued_at__lt=before) | Q(queued_at=None)
    jobs = Job.objects.filter(overdue, status=EncodingStatus.PENDING, kind__in=TASKS)
    sent = waiting.ids if waiting else frozenset()
    return [pk for pk, message_id in jobs.values_list("pk", "message_id") if message_id not in sent]


@transaction.atomic
def _resend(job_id: int, before: datetime) -> bool:
    job = job_lock(job_id)
    if job is None or job.status != EncodingStatus.PENDING or (job.queued_at and job.queued_at >= before):
        return False
    if job.encoding_id and _settle(job):
        return True
    job_send(job)
    logger.warning("job sent again", extra={"job": job.pk, "kind": job.kind, "media": job.media_id})
    return True


def _settle(job: Job) -> bool:
    """End the pending job of an encoding that a legacy worker has brought to an end or is at; True if so."""
    encoding = Encoding.objects.get(job=job)
    if encoding.status == RUNNING:
        return True
    if encoding.status == EncodingStatus.PENDING:
        return False
    job.status, job.ended_at = encoding.status, timezone.now()
    if encoding.status == EncodingStatus.FAIL:
        job.reason, job.detail = Job.Reason.PROGRAM_FAILED, encoding.logs
    job.save(update_fields=["status", "ended_at", "reason", "detail"])
    return True


def _encodings_without_job(waiting: Waiting | None, before: datetime) -> Iterable[int]:
    """Pending encodings that a legacy server made, and whose message is not there."""
    rows = Encoding.objects.filter(status=EncodingStatus.PENDING, update_date__lt=before, job=None)
    sent = waiting.encodings if waiting else frozenset()
    return [pk for pk in rows.values_list("pk", flat=True) if pk not in sent]


@transaction.atomic
def _adopt(encoding_id: int) -> bool:
    """Make an encoding pending and ask for it."""
    media_id = Encoding.objects.filter(pk=encoding_id).values_list("media_id", flat=True).first()
    if media_id is None or media_lock(media_id) is None:
        return False
    encoding = Encoding.objects.select_related("media", "profile").filter(pk=encoding_id).first()
    if encoding is None:
        return False
    silent_since = encoding.update_date
    encoding.status = EncodingStatus.PENDING
    encoding.save(update_fields=["status", "update_date"])
    encoding_request(encoding, force=True)
    logger.warning("encode %d was silent since %s, queued again", encoding.pk, silent_since)
    return True
