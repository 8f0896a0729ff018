"""The life of a job: asked for, claimed under a lease, ended.

Whoever claims a job writes a mark of its own into the row (``holder``), and every later write asks for that
mark. So a run that was thought dead, and comes back, finds that it may not write any more.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.encoding.jobs.kinds import TASKS, failure_consequences, retry_preparations
from apps.encoding.jobs.reasons import Failure
from apps.encoding.models import Encoding, Job
from apps.encoding.queueing import enqueue
from apps.encoding.rows import media_lock
from apps.media.models import EncodingStatus, Media

logger = logging.getLogger(__name__)

HOST = socket.gethostname()[:100]
RETRY_SECONDS = 5
"""Before the second try; each later one waits five times as long (spec/pipeline.md §7.2)."""

START_TOLERANCE = 5.0
"""Seconds by which two processes may differ about the start of a third one: a clock may be set."""

PENDING, RUNNING = EncodingStatus.PENDING, EncodingStatus.RUNNING
SUCCESS, FAIL = EncodingStatus.SUCCESS, EncodingStatus.FAIL


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a job, as long as it is renewed."""

    job: Job
    holder: str

    def renew(
        self, *, progress: int | None = None, speed: float | None = None, seconds_left: int | None = None
    ) -> bool:
        """Say that the work goes on, and how far it is; False if the job is no longer this run's.

        Args:
            progress: percent.
            speed: seconds of media a second.
            seconds_left: estimated.
        """
        told = {"progress": progress, "speed": speed, "seconds_left": seconds_left}
        changes = {name: value for name, value in told.items() if value is not None}
        return bool(self.rows.update(lease_until=lease_end(), **changes))

    @property
    def rows(self) -> Any:
        """The job's row while it is this run's."""
        return Job.objects.filter(pk=self.job.pk, holder=self.holder, status=RUNNING)


def lease_end() -> datetime:
    """Return until when a lease lasts that is taken or renewed now."""
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def this_process() -> str:
    """Return the ``worker`` of jobs that this process holds."""
    return f"{HOST}|{os.getpid()}|{psutil.Process().create_time():.2f}|{_namespace()}"


def _namespace() -> str:
    """What process ids mean something in: containers of one name may have the same ids twice."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot[:8]}-{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def holder_is_gone(job: Job) -> bool:
    """Whether nobody is at a running job: its lease has ended, or its process on this machine has."""
    if job.lease_until is None or job.lease_until < timezone.now():
        return True
    host, _, process = job.worker.partition("|")
    return host == HOST and process != "" and not _is_alive(process)


def _is_alive(process: str) -> bool:
    """Whether a process runs, as far as can be told from here."""
    pid, started, namespace = f"{process}||".split("|")[:3]
    if namespace and namespace != _namespace():
        return True
    try:
        apart = psutil.Process(int(pid)).create_time() - float(started)
    except (psutil.Error, ValueError):
        return False
    return abs(apart) < START_TOLERANCE


def job_lock(job_id: int) -> Job | None:
    """Lock a job, after its media as all of the pipeline does; None if it is gone."""
    media_id = Job.objects.filter(pk=job_id).values_list("media_id", flat=True).first()
    if media_id is None or media_lock(media_id) is None:
        return None
    return Job.objects.select_for_update(of=("self",)).select_related("media").filter(pk=job_id).first()


# -- asking for work -----------------------------------------------------------------------------------------


@transaction.atomic
def job_request(
    kind: str,
    media: Media,
    *args: Any,
    encoding: Encoding | None = None,
    subject: str = "",
    priority: int | None = None,
    countdown: int | None = None,
    quietly: bool = False,
    **kwargs: Any,
) -> Job:
    """Ask for work, by a message when the transaction commits.

    What is asked for and has not begun is not asked for twice; what is being done is done once more.

    Args:
        kind: a `Job.Kind`.
        media: whose work it is.
        args: positional arguments of the task.
        encoding: of an encode.
        subject: tells jobs of one kind and media apart.
        priority: 0 or 9; 0 if None.
        countdown: seconds to wait.
        quietly: the caller does the work at once; a message is sent only if that does not happen.
        kwargs: keyword arguments of the task.
    """
    message = {"args": list(args), "kwargs": kwargs, "priority": priority}
    job, made = Job.objects.select_for_update(of=("self",)).get_or_create(
        **identity(kind, media.pk, encoding, subject), defaults={"message": message}
    )
    if not made and job.status == PENDING and job.message == message:
        return job
    job.message = message
    if job.status == RUNNING and not holder_is_gone(job):
        job.asked_again = True
        job.save(update_fields=["message", "asked_again"])
        return job
    if job.status != PENDING:
        _reset(job)
    job.queued_at = timezone.now()
    job.save()
    if not quietly:
        job_send(job, countdown=countdown)
    return job


@transaction.atomic
def job_note_failure(
    kind: str, media: Media, failure: Failure, *, encoding: Encoding | None = None, subject: str = ""
) -> None:
    """Write down the failure of work that was done without a claim, so that its owner can read the reason."""
    now = timezone.now()
    columns = {"status": FAIL, "reason": failure.reason, "detail": failure.detail, "ended_at": now}
    Job.objects.update_or_create(
        **identity(kind, media.pk, encoding, subject),
        defaults=columns,
        create_defaults={**columns, "message": {}, "attempts": 1, "started_at": now},
    )


def identity(kind: str, media_id: int, encoding: Encoding | None, subject: str) -> dict[str, Any]:
    """Return the columns that name a job."""
    return {"kind": kind, "media_id": media_id, "encoding": encoding, "subject": subject}


def job_send(job: Job, *, countdown: int | None = None) -> None:
    """Send the message of a pending job when the transaction commits.

    However often that is, until the job has ended its messages have one id: so one that comes late, or beside
    another one, is known.
    """
    job.message_id = job.message_id or str(uuid4())
    job.queued_at = timezone.now() + timedelta(seconds=countdown or 0)
    job.save(update_fields=["message_id", "queued_at"])
    enqueue(
        TASKS[job.kind],
        *job.message.get("args", ()),
        priority=job.message.get("priority"),
        countdown=countdown,
        task_id=job.message_id,
        **job.message.get("kwargs", {}),
    )


def _reset(job: Job) -> None:
    job.message_id = ""
    job.status, job.attempts, job.alone, job.asked_again = PENDING, 0, False, False
    job.holder, job.worker, job.lease_until = "", "", None
    job.progress, job.speed, job.seconds_left = 0, None, None
    job.reason, job.detail = "", ""
    job.started_at = job.ended_at = None


# -- doing it ------------------------------------------------------------------------------------------------


@transaction.atomic
def job_claim(
    kind: str,
    media: Media,
    *args: Any,
    encoding: Encoding | None = None,
    subject: str = "",
    message_id: str = "",
    **kwargs: Any,
) -> Lease | None:
    """Take a job for this process.

    Args:
        kind, media, encoding, subject: which job; one that a legacy server asked for gets its row now.
        message_id: id of the message that says to look. A job that has ended is taken once more when the
            message is not the one that it ended by.
        args, kwargs: of the message, to send it again.

    Returns:
        None if there is nothing to do: somebody is at it, or it has ended, or was tried often enough, or the
        media is gone.
    """
    if media_lock(media.pk) is None:
        return None
    job, _ = Job.objects.select_for_update(of=("self",)).get_or_create(
        **identity(kind, media.pk, encoding, subject),
        defaults={"message": {"args": list(args), "kwargs": kwargs}, "message_id": message_id},
    )
    if job.status == RUNNING and not holder_is_gone(job):
        if message_id != job.message_id:
            Job.objects.filter(pk=job.pk).update(asked_again=True)
        return None
    if job.status in {SUCCESS, FAIL}:
        if message_id and message_id == job.message_id:
            return None
        _reset(job)
        job.message_id = message_id
    if job.attempts >= settings.JOB_ATTEMPTS:
        end_lost(job)
        return None
    return take(job)


def take(job: Job) -> Lease:
    """Give a locked job to this process."""
    job.status, job.attempts, job.holder = RUNNING, job.attempts + 1, uuid4().hex
    job.worker, job.lease_until = this_process(), lease_end()
    job.progress, job.speed, job.seconds_left = 0, None, None
    job.reason, job.detail, job.asked_again = "", "", False
    job.started_at, job.ended_at = timezone.now(), None
    job.save()
    return Lease(job, job.holder)


# -- ending --------------------------------------------------------------------------------------------------


@transaction.atomic
def job_succeed(lease: Lease) -> bool:
    """End a job well; False if it is no longer this run's."""
    job = lease.rows.select_for_update(of=("self",)).first()
    if job is None:
        return False
    job.status, job.progress, job.seconds_left = SUCCESS, 100, 0
    _end(job)
    _begin_again(job)
    return True


def _begin_again(job: Job) -> bool:
    """Have a job that has ended done once more, if somebody asked for it meanwhile.

    The row of an encode is encoded once: whoever wants it again makes another one.
    """
    if not job.asked_again or job.encoding_id:
        return False
    _reset(job)
    job.save()
    job_send(job)
    return True


@transaction.atomic
def job_fail(lease: Lease, failure: Failure) -> bool:
    """End a try; the job is tried again later, unless that is hopeless or was done often enough.

    Returns:
        Whether the failure is final. False also if the job is no longer this run's.
    """
    job = job_lock(lease.job.pk)
    if job is None or job.holder != lease.holder or job.status != RUNNING:
        return False
    job.reason, job.detail = failure.reason, failure.detail
    if not failure.permanent and job.attempts < settings.JOB_ATTEMPTS:
        _give_back(job)
        job_send(job, countdown=RETRY_SECONDS * 5 ** (job.attempts - 1))
        _log(job, "will be tried again")
        return False
    return _fail(job)


def _fail(job: Job) -> bool:
    """Fail a locked job for good; False if it begins anew, since it was asked for again meanwhile."""
    job.status = FAIL
    _end(job)
    _log(job, "failed")
    if _begin_again(job):
        return False
    failure_consequences(job)
    return True


@transaction.atomic
def job_release(lease: Lease, *, alone: bool = False) -> None:
    """Give a job back that this run cannot go on with, without counting the try.

    Args:
        alone: an encode is not to share its decoder with others any more.
    """
    job = lease.rows.select_for_update(of=("self",)).first()
    if job is None:
        return
    job.attempts, job.alone = job.attempts - 1, job.alone or alone
    _give_back(job)
    job_send(job)


@transaction.atomic
def job_cancel(*, job_id: int) -> bool:
    """End a job that has not ended; whoever works on it notices within seconds and stops.

    Returns:
        Whether there was something to cancel.
    """
    job = job_lock(job_id)
    if job is None or job.status in {SUCCESS, FAIL}:
        return False
    job.status, job.reason, job.asked_again = FAIL, Job.Reason.CANCELLED, False
    _end(job)
    _log(job, "cancelled")
    failure_consequences(job)
    return True


@transaction.atomic
def job_retry(*, job_id: int) -> bool:
    """Have a job done again that failed, as if it had not been tried before.

    Returns:
        Whether it had failed.
    """
    job = job_lock(job_id)
    if job is None or job.status != FAIL:
        return False
    if retry_preparations(job):
        _reset(job)
        job.save()
        job_send(job)
    logger.info("job tried again", extra={"job": job_id, "kind": job.kind, "media": job.media_id})
    return True


def end_lost(job: Job) -> None:
    """Fail a locked job that no worker brought to an end."""
    job.reason = Job.Reason.WORKER_LOST
    job.detail = f"{job.attempts} tries, the last on {job.worker.partition('|')[0] or 'an unknown machine'}"
    _fail(job)


def give_up_lease(job: Job) -> None:
    """Make a locked job whose holder is gone pending again and send its message."""
    _give_back(job)
    job_send(job)
    _log(job, "was left by its worker, queued again")


def _give_back(job: Job) -> None:
    job.status, job.holder, job.lease_until = PENDING, "", None
    job.speed = job.seconds_left = None
    job.save()


def _end(job: Job) -> None:
    job.holder, job.lease_until, job.ended_at = "", None, timezone.now()
    job.save()


def _log(job: Job, what: str) -> None:
    seconds = time.time() - job.started_at.timestamp() if job.started_at else 0.0
    logger.warning(
        "job %s",
        what,
        extra={
            "job": job.pk,
            "kind": job.kind,
            "media": job.media_id,
            "attempts": job.attempts,
            "reason": job.reason,
            "seconds": round(seconds, 2),
        },
    )
