"""Do the files that the database names exist? (spec/schema.md §1.11, spec/pipeline.md §3)"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from legacy_schema.checks.report import Finding, Level

RELATIVE_COLUMNS = (
    ("files_media", "media_file"),
    ("files_media", "thumbnail"),
    ("files_media", "poster"),
    ("files_media", "uploaded_thumbnail"),
    ("files_media", "uploaded_poster"),
    ("files_media", "sprites"),
    ("files_encoding", "media_file"),
    ("files_subtitle", "subtitle_file"),
    ("files_category", "thumbnail"),
    ("files_tinymcemedia", "file"),
    ("users_user", "logo"),
    ("users_channel", "banner_logo"),
)
"""Columns that hold a path relative to the media root."""

ABSOLUTE_COLUMNS = (("files_media", "hls_file"), ("files_media", "preview_file_path"))
"""Columns that hold an absolute path, written under the media root of that time."""

_KEPT_DETAILS = 100


def file_findings(connection: BaseDatabaseWrapper, media_root: Path) -> list[Finding]:
    """Look at the media root, and at every path in the database below it.

    Args:
        connection: a legacy database; nothing is written.
        media_root: ``MEDIA_ROOT``.
    """
    if not media_root.is_dir():
        return [
            Finding(
                "files",
                "media-root-missing",
                Level.WARNING,
                f"The media root {media_root} does not exist or is not a folder. Set MEDIA_ROOT to the"
                " folder that the legacy server used.",
            )
        ]
    findings = [_permissions(media_root)]
    findings += _missing_files(connection, media_root)
    findings += _foreign_paths(connection, media_root)
    return findings


def _permissions(media_root: Path) -> Finding:
    if os.access(media_root, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "files", "media-root", Level.INFO, f"The media root {media_root} is readable and writable."
        )
    return Finding(
        "files",
        "media-root-read-only",
        Level.WARNING,
        f"This user may not read and write the media root {media_root}: uploads and encodes would fail.",
    )


def _missing_files(connection: BaseDatabaseWrapper, media_root: Path) -> list[Finding]:
    missing: list[str] = []
    total = looked_at = 0
    for table, column in RELATIVE_COLUMNS + ABSOLUTE_COLUMNS:
        for pk, path in _paths(connection, table, column):
            looked_at += 1
            if not os.path.lexists(os.path.join(media_root, path)):  # noqa: PTH118 - a million of them
                total += 1
                if len(missing) < _KEPT_DETAILS:
                    missing.append(f"{table} {pk} {column}: {path}")
    if not total:
        return [
            Finding("files", "files", Level.INFO, f"All {looked_at} files that the database names exist.")
        ]
    message = f"{total} of {looked_at} files that the database names do not exist."
    return [Finding("files", "missing-files", Level.WARNING, message, tuple(missing), total)]


def _foreign_paths(connection: BaseDatabaseWrapper, media_root: Path) -> list[Finding]:
    prefix = str(media_root).rstrip("/") + "/"
    foreign = [
        f"{table} {pk} {column}: {path}"
        for table, column in ABSOLUTE_COLUMNS
        for pk, path in _paths(connection, table, column)
        if not path.startswith(prefix)
    ]
    if not foreign:
        return []
    message = (
        f"{len(foreign)} absolute paths lie outside the media root {media_root}: the legacy server wrote"
        " them under another one. Mount the media at that path, or rewrite the columns."
    )
    return [
        Finding(
            "files", "foreign-paths", Level.WARNING, message, tuple(foreign[:_KEPT_DETAILS]), len(foreign)
        )
    ]


def _paths(connection: BaseDatabaseWrapper, table: str, column: str) -> Iterator[tuple[int, str]]:
    name = connection.ops.quote_name
    sql = f"SELECT id, {name(column)} FROM {name(table)} WHERE {name(column)} <> '' ORDER BY id"  # noqa: S608
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(5000):
            yield from rows
