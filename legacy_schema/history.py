"""Reads from a database what ``legacy_schema.versions`` needs to recognise it."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from legacy_schema.catalog import legacy_catalog
from legacy_schema.versions import Detected, detect


def detect_database(connection: BaseDatabaseWrapper) -> Detected:
    """Say what the database of a connection is. Only reads."""
    applied = MigrationRecorder(connection).applied_migrations()
    return detect(applied, connection.introspection.table_names(), legacy_catalog().tables)
