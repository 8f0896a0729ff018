"""Django's ``migrate``, guarded: it runs on what is empty, ours, or MediaCMS 8.3.2, and on nothing else."""

import logging
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import AmbiguityError

from legacy_schema.history import detect_database
from legacy_schema.versions import LEGACY_MIGRATIONS, explain

logger = logging.getLogger(__name__)


class Command(MigrateCommand):
    """Refuses a database that is older, newer or not MediaCMS's before anything is changed."""

    help = f"{MigrateCommand.help} Refuses databases that are neither empty nor of MediaCMS 8.3.2."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the database, then migrate.

        Raises:
            CommandError: the database cannot be taken over, or the target would drop legacy tables.
        """
        connection = connections[options["database"]]
        detected = detect_database(connection)
        logger.info("database recognised: %s, MediaCMS %s", detected.verdict, detected.versions or "none")
        if not detected.accepted:
            raise CommandError(explain(detected))
        if options["app_label"] and options["migration_name"]:
            executor = MigrationExecutor(connection)
            _refuse_dropping_legacy_tables(executor, options["app_label"], options["migration_name"])
        super().handle(*args, **options)


def _refuse_dropping_legacy_tables(executor: MigrationExecutor, app_label: str, migration_name: str) -> None:
    """Refuse a target that takes back what made legacy tables, ours or a package's."""
    target = _target_name(executor, app_label, migration_name)
    plan = executor.migration_plan([(app_label, target)])
    dropped = sorted(
        {migration.app_label for migration, backwards in plan if backwards and _is_legacy(migration)}
    )
    if dropped:
        raise CommandError(
            f"Migrating {app_label} to {migration_name} would drop legacy tables of {', '.join(dropped)},"
            " which hold the portal's data. Nothing was changed."
        )


def _target_name(executor: MigrationExecutor, app_label: str, migration_name: str) -> str | None:
    """Return the full name of the target, ``None`` for ``zero``."""
    if migration_name == "zero":
        return None
    try:
        return executor.loader.get_migration_by_prefix(app_label, migration_name).name
    except (AmbiguityError, KeyError) as error:
        raise CommandError(f"{migration_name} names no single migration of {app_label}.") from error


def _is_legacy(migration: Migration) -> bool:
    made = set(migration.replaces) or {(migration.app_label, migration.name)}
    return not made.isdisjoint(LEGACY_MIGRATIONS)
