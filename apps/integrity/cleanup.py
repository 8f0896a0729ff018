"""Removal by age of what nothing needs: aged uploads, and files that no row names."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from apps.integrity.disk import file_findings, temporary_findings
from apps.integrity.findings import Code, Finding
from apps.integrity.fixes import remove
from apps.uploads.services import KEEP, uploads_cleanup, uploads_unfinished

logger = logging.getLogger(__name__)

ORPHANS_KEEP = timedelta(days=30)
"""How long files without a row are kept by the daily task: a restored database may know them again."""

UNFINISHED = frozenset({Code.CHUNK_SOURCE_LEFT, Code.HLS_STAGING, Code.PARTIAL_FILE, Code.TEMPORARY_FOLDER})
MADE_ANEW = frozenset({Code.ORPHAN_FILE, Code.FORMER_FILE, Code.ORPHAN_HLS})
ORIGINALS = frozenset({Code.ORPHAN_ORIGINAL, Code.FORMER_ORIGINAL, Code.UNNAMED_FILE})


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing that was removed, or would be.

    Attributes:
        kind: ``unfinished-upload``, or the label of a finding.
        path: absolute.
        size: bytes.
    """

    kind: str
    path: str
    size: int


def media_cleanup(
    *,
    unfinished_after: timedelta = KEEP,
    orphans_after: timedelta = ORPHANS_KEEP,
    originals: bool = False,
    dry_run: bool = False,
) -> Iterator[Removed]:
    """Remove what nothing needs any more, and say what it was. It happens while the result is read.

    Args:
        unfinished_after: age of uploads, pieces and temporary files that nobody went on with.
        orphans_after: age of other files that no row names.
        originals: remove originals and uploaded pictures without a row as well. They cannot be made anew, so
            a media folder in front of the wrong database would lose everything.
        dry_run: remove nothing.
    """
    for path, size in uploads_unfinished(older_than=unfinished_after):
        yield Removed("unfinished-upload", str(path), size)
    if not dry_run:
        uploads_cleanup(older_than=unfinished_after)
    limits = dict.fromkeys(UNFINISHED, unfinished_after) | dict.fromkeys(MADE_ANEW, orphans_after)
    if originals:
        limits |= dict.fromkeys(ORIGINALS, orphans_after)
    for finding in _disk_findings():
        limit = limits.get(finding.code)
        if limit is None or finding.age < limit.total_seconds():
            continue
        if dry_run or remove(finding):
            yield _told(finding, dry_run=dry_run)


def _disk_findings() -> Iterator[Finding]:
    yield from file_findings()
    yield from temporary_findings()


def _told(finding: Finding, *, dry_run: bool) -> Removed:
    if not dry_run:
        logger.info("file without a row removed", extra={"path": finding.path, "kind": finding.code.label})
    return Removed(finding.code.label, finding.path, finding.size)
