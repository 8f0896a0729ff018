"""Jobs: the life of every piece of work of the pipeline, whatever becomes of messages and workers.

``life`` asks for work, claims it, keeps its lease and ends it; ``performing`` does work under a lease;
``reaper`` takes up what dead workers and lost messages left behind; ``reasons`` tells why work failed.
"""

from apps.encoding.jobs.kinds import on_failure, on_retry
from apps.encoding.jobs.life import (
    Lease,
    job_cancel,
    job_claim,
    job_fail,
    job_note_failure,
    job_release,
    job_request,
    job_retry,
    job_succeed,
)
from apps.encoding.jobs.performing import perform
from apps.encoding.jobs.reasons import Failure, StalledError, WorkError, failure_of

__all__ = [
    "Failure",
    "Lease",
    "StalledError",
    "WorkError",
    "failure_of",
    "job_cancel",
    "job_claim",
    "job_fail",
    "job_note_failure",
    "job_release",
    "job_request",
    "job_retry",
    "job_succeed",
    "on_failure",
    "on_retry",
    "perform",
]
