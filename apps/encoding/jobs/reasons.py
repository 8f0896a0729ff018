"""Why work failed: from what was raised to a reason that the owner of a media can read."""

from __future__ import annotations

import errno
import signal
from collections.abc import Mapping
from dataclasses import dataclass

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import SuspiciousFileOperation
from django.db import InterfaceError, OperationalError

from apps.encoding import images, packaging, probe, runner
from apps.encoding.models import Job

Reason = Job.Reason

DETAIL_TAIL = 2000

PERMANENT_TEXTS = {
    "output file is empty, nothing was encoded": Reason.UNREADABLE,
    "invalid data found when processing input": Reason.UNREADABLE,
    "unable to find a suitable output format for": Reason.UNSUPPORTED,
}
"""FFmpeg's texts after which another try would end the same way (spec/pipeline-ffmpeg.md §8)."""

TRANSIENT_TEXTS = {
    "no space left on device": Reason.DISK_FULL,
    "file too large": Reason.DISK_FULL,
    "cannot allocate memory": Reason.MEMORY,
    "no such file or directory": Reason.SOURCE_MISSING,
}

SIGNALS: Mapping[int, Reason] = {
    signal.SIGXFSZ: Reason.DISK_FULL,
    signal.SIGXCPU: Reason.TIMEOUT,
}

ERRNOS = {
    errno.ENOSPC: Reason.DISK_FULL,
    errno.EDQUOT: Reason.DISK_FULL,
    errno.EFBIG: Reason.DISK_FULL,
    errno.ENOENT: Reason.SOURCE_MISSING,
    errno.ENOMEM: Reason.MEMORY,
}


ERRORS: Mapping[type[Exception], tuple[Reason, bool]] = {
    SoftTimeLimitExceeded: (Reason.TIMEOUT, False),
    images.ImageError: (Reason.UNREADABLE, True),
    packaging.PackagingError: (Reason.BAD_OUTPUT, False),
    probe.ProbeError: (Reason.BAD_OUTPUT, False),
    SuspiciousFileOperation: (Reason.SOURCE_MISSING, True),
    # The database was away, or two transactions stood in each other's way.
    OperationalError: (Reason.UNEXPECTED, False),
    InterfaceError: (Reason.UNEXPECTED, False),
}
"""What errors mean, and whether another try would end the same way."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try failed.

    Attributes:
        reason: for the owner of the media.
        detail: what the program said, for operators; may name files.
        permanent: whether another try would end the same way.
        progress: percent that the row of an encode is left with, if set.
    """

    reason: Reason
    detail: str = ""
    permanent: bool = False
    progress: int | None = None


class WorkError(Exception):
    """Raised by work whose failure is known best where it happens."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail or failure.reason.label)
        self.failure = failure


class StalledError(runner.ProgramError):
    """The program runs, but nothing has come of it for too long."""


FORESEEN = (WorkError, runner.ProgramError, OSError, *ERRORS)
"""What work may fail with; anything else is an error in the portal itself."""


def failure_of(error: BaseException) -> Failure:
    """Return why work failed that raised `error`."""
    cause = error if isinstance(error, runner.ProgramError) else error.__cause__
    if isinstance(error, WorkError):
        return error.failure
    if isinstance(cause, runner.ProgramError):
        return _program_failure(cause)
    detail = (str(error) or type(error).__name__)[-DETAIL_TAIL:]
    system = error if isinstance(error, OSError) else error.__cause__
    if isinstance(system, OSError) and (isinstance(error, OSError) or system.errno in ERRNOS):
        return Failure(ERRNOS.get(system.errno or 0, Reason.UNEXPECTED), detail)
    for kind, (reason, permanent) in ERRORS.items():
        if isinstance(error, kind):
            return Failure(reason, detail, permanent=permanent)
    return Failure(Reason.UNEXPECTED, f"{type(error).__name__}: {detail}", permanent=True)


def _program_failure(error: runner.ProgramError) -> Failure:
    detail = (error.stderr or str(error))[-DETAIL_TAIL:]
    match error:
        case StalledError():
            return Failure(Reason.STALLED, detail)
        case runner.ProgramMissingError():
            return Failure(Reason.PROGRAM_MISSING, detail, permanent=True)
        case runner.ProgramTimeoutError():
            return Failure(Reason.TIMEOUT, detail)
    text = detail.lower()
    # A full disk makes FFmpeg say other things as well, so it is looked for first.
    for phrase, reason in TRANSIENT_TEXTS.items():
        if phrase in text:
            return Failure(reason, detail)
    for phrase, reason in PERMANENT_TEXTS.items():
        if phrase in text:
            return Failure(reason, detail, permanent=True, progress=100)
    number: int = -getattr(error, "returncode", 0)
    return Failure(SIGNALS.get(number, Reason.PROGRAM_FAILED), detail)
