"""What the database is: release, differences of its catalogue, row counts."""

from django.db.backends.base.base import BaseDatabaseWrapper

from legacy_schema.catalog import compare, legacy_catalog, read_catalog
from legacy_schema.checks.report import Finding, Level
from legacy_schema.versions import Detected, Verdict, explain


def version_of(detected: Detected) -> str:
    """The release as text for the head of a report."""
    match detected.verdict:
        case Verdict.EMPTY:
            return "nothing (empty)"
        case Verdict.FOREIGN:
            return "another program"
        case Verdict.NEWER:
            return "MediaCMS newer than 8.3.2"
        case _:
            return f"MediaCMS {detected.versions or 'of an unknown release'}"


def version_findings(detected: Detected) -> list[Finding]:
    """What the migration rows say, with the way forward where this server cannot take the database over."""
    level = Level.INFO if detected.accepted else Level.ERROR
    missing = tuple(f"missing: {app}.{name}" for app, name in detected.missing)
    unexpected = tuple(f"unknown: {app}.{name}" for app, name in detected.unexpected)
    return [
        Finding("database", f"version-{detected.verdict}", level, explain(detected), missing + unexpected)
    ]


def catalog_findings(connection: BaseDatabaseWrapper) -> list[Finding]:
    """Differences of the legacy tables from those of 8.3.2."""
    differences = tuple(map(str, compare(read_catalog(connection), legacy_catalog())))
    tables = len(legacy_catalog().tables)
    if not differences:
        return [
            Finding("database", "catalog", Level.INFO, f"All {tables} legacy tables are as 8.3.2 made them.")
        ]
    message = f"The legacy tables differ from those of 8.3.2 in {len(differences)} places."
    return [Finding("database", "catalog-differences", Level.WARNING, message, differences)]


def row_counts(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """Rows of every legacy table, by name."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(legacy_catalog().tables):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            (counts[table],) = cursor.fetchone()
    return counts
