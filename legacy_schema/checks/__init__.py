"""What ``manage.py legacy_check`` looks at: one module a section of the report."""

from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from legacy_schema.checks.clients import client_findings
from legacy_schema.checks.database import catalog_findings, row_counts, version_findings, version_of
from legacy_schema.checks.effects import setting_findings
from legacy_schema.checks.files import file_findings
from legacy_schema.checks.report import Report
from legacy_schema.history import detect_database
from legacy_schema.versions import Verdict

COMPLETE = frozenset({Verdict.LEGACY, Verdict.ADOPTED})
"""Databases that have all legacy tables, so that files and clients can be looked at."""


def check_database(connection: BaseDatabaseWrapper) -> Report:
    """Look at a database, its media root, and the settings in force. Nothing is written.

    Args:
        connection: of the database that the settings name.
    """
    detected = detect_database(connection)
    report = Report(version=version_of(detected), findings=version_findings(detected))
    if detected.verdict in COMPLETE:
        report.row_counts = row_counts(connection)
        report.findings += catalog_findings(connection)
        report.findings += file_findings(connection, Path(settings.MEDIA_ROOT))
        report.findings += client_findings(connection)
    if detected.accepted:
        report.findings += setting_findings()
    return report
