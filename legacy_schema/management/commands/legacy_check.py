"""Says what a database is and whether this server may take it over; changes nothing."""

import json
import logging
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from legacy_schema.checks import check_database
from legacy_schema.checks.report import EXIT_STATUS, Verdict

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Exit status: 0 ready, 1 works with warnings, 2 refused (docs/operators/existing-installation.md)."""

    help = (
        "Looks at the configured database, media root and cache, and says whether this server may take them"
        " over. Changes nothing. Exit status: 0 ready, 1 ready with warnings, 2 refused."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--database", default=DEFAULT_DB_ALIAS, help="database alias; default: %(default)s"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report and exit by its verdict.

        Raises:
            CommandError: the database cannot be reached; exit status 2.
        """
        started = time.monotonic()
        connection = connections[options["database"]]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = on")
            report = check_database(connection)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read: {error}", returncode=2) from error
        finally:
            connection.close()
        logger.info("legacy check: %s in %.1f s", report.verdict, time.monotonic() - started)
        self.stdout.write(json.dumps(report.as_dict(), indent=2) if options["json"] else report.as_text())
        if report.verdict is not Verdict.READY:
            sys.exit(EXIT_STATUS[report.verdict])
