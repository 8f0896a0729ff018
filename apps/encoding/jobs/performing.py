"""Work under a lease, for jobs that are one thing done from beginning to end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from apps.encoding import runner
from apps.encoding.jobs.life import Lease, job_claim, job_fail, job_release, job_succeed
from apps.encoding.jobs.reasons import FORESEEN, Failure, failure_of
from apps.media.models import Media

logger = logging.getLogger(__name__)

RENEWALS = 4
"""How often a lease is renewed before it would end."""


def perform(
    kind: str,
    media: Media,
    work: Callable[[Lease], object],
    *args: Any,
    subject: str = "",
    message_id: str = "",
    **kwargs: Any,
) -> bool:
    """Do a job if nobody else is at it, and write down how it ended.

    Args:
        kind, media, subject, message_id: see `job_claim`.
        work: does it; safe to repeat. It returns False if there was nothing to do; what it raises decides
            about another try: see `failure_of`.
        args, kwargs: of the message.

    Returns:
        Whether the work was done now.
    """
    lease = job_claim(kind, media, *args, subject=subject, message_id=message_id, **kwargs)
    if lease is None:
        return False
    started = time.monotonic()
    done = False
    ending = Ending(
        give_back=partial(job_release, lease), fail=partial(job_fail, lease), what=f"job {lease.job.pk}"
    )
    with kept_alive(lease), ending:
        found_work = work(lease) is not False
        done = job_succeed(lease) and found_work
    logger.info(
        "job done" if done else "job not done",
        extra={"kind": kind, "media": media.friendly_token, "seconds": round(time.monotonic() - started, 2)},
    )
    return done


class Ending:
    """Ends work with what the block raises.

    Foreseen errors end here; others fail the work and go on to the log. A worker that is told to stop gives
    the work back.

    Attributes:
        give_back: lets somebody else do the work.
        fail: ends this try.
        what: is being done, for the log.
    """

    def __init__(
        self, *, give_back: Callable[[], object], fail: Callable[[Failure], object], what: str
    ) -> None:
        self.give_back = give_back
        self.fail = fail
        self.what = what

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Return whether the error ends here."""
        if error is None:
            return False
        if isinstance(error, runner.CancelledError):
            logger.info("%s was taken away", self.what)
            return True
        _forget_lost_connection()
        if not isinstance(error, Exception):
            self.give_back()
            return False
        self.fail(failure_of(error))
        return isinstance(error, FORESEEN)


def _forget_lost_connection() -> None:
    """How work ended is written down although the database was restarted meanwhile."""
    if connection.in_atomic_block or connection.connection is None or not connection.errors_occurred:
        return
    if not connection.is_usable():
        connection.close()


@contextmanager
def kept_alive(*leases: Lease) -> Iterator[None]:
    """Renew leases from a thread while the block runs."""
    stop = threading.Event()
    name = f"lease-{leases[0].job.pk}"
    thread = threading.Thread(target=_renew_until, args=(stop, leases), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _renew_until(stop: threading.Event, leases: Sequence[Lease]) -> None:
    try:
        while not stop.wait(settings.JOB_LEASE_SECONDS / RENEWALS):
            try:
                for lease in leases:
                    lease.renew()
            except DatabaseError:
                logger.warning("lease of job %d not renewed", leases[0].job.pk, exc_info=True)
                connection.close()
    finally:
        connection.close()
