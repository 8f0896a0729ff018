"""The whole check, one finding after the other, in memory that does not grow with the portal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import QuerySet

from apps.integrity.disk import file_findings, temporary_findings
from apps.integrity.findings import Finding
from apps.integrity.fixes import fix
from apps.integrity.rows import media_findings, media_in_batches
from apps.integrity.tables import count_findings, table_findings
from apps.media.models import Media

GRACE = timedelta(hours=1)
"""What was written since then may be at work: a row may follow it."""

Told = Callable[[int, int], None]
"""Called with the number of media that were looked at, and of all."""


class UnknownMediaError(Exception):
    """There is no media of this token."""


def check(
    *,
    token: str = "",
    deep: bool = False,
    repair: bool = False,
    grace: timedelta = GRACE,
    on_progress: Told | None = None,
) -> Iterator[Finding]:
    """Look at rows and files, and say where they do not agree.

    Args:
        token: look at this media only; its encodings are then always probed.
        deep: probe the files of all encodings.
        repair: put right what is safe to be put right; otherwise nothing is written.
        grace: files that are younger are not looked at.
        on_progress: told now and then.

    Raises:
        UnknownMediaError: there is no media with `token`.
    """
    media = Media.objects.all()
    owner = uid = ""
    if token:
        only = media.select_related("user").filter(friendly_token=token).first()
        if only is None:
            raise UnknownMediaError(token)
        media, owner, uid = media.filter(pk=only.pk), only.user.username, only.uid.hex
    for finding in _findings(media, owner, uid, deep=deep or bool(token), on_progress=on_progress):
        if finding.age and finding.age < grace.total_seconds():
            continue
        if repair:
            finding.fixed = fix(finding)
        yield finding


def _findings(
    media: QuerySet[Media], owner: str, uid: str, *, deep: bool, on_progress: Told | None
) -> Iterator[Finding]:
    yield from table_findings(media)
    yield from _row_findings(media, deep=deep, on_progress=on_progress)
    yield from file_findings(owner=owner, uid=uid)
    if not uid:
        yield from count_findings()
        yield from temporary_findings()


def _row_findings(media: QuerySet[Media], *, deep: bool, on_progress: Told | None) -> Iterator[Finding]:
    total, done = media.count(), 0
    for batch in media_in_batches(media):
        for one in batch:
            yield from media_findings(one, deep=deep)
        done += len(batch)
        if on_progress:
            on_progress(done, total)


def summary(findings: Counter[str]) -> str:
    """Return one line about how many findings there were of each code."""
    if not findings:
        return "Rows and files agree."
    return ", ".join(f"{number} {label}" for label, number in sorted(findings.items()))
