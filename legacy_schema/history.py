"""Reads from a database what ``legacy_schema.versions`` needs to recognise it."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from legacy_schema.catalog import legacy_catalog
from legacy_schema.versions import Detected, detect


def detect_database(connection: BaseDatabaseWrapper) -> Detected:
    """Say what the database of a connection is. Only reads."""
    introspection = connection.introspection
    known_tables = legacy_catalog().tables | set(introspection.django_table_names())
    applied = MigrationRecorder(connection).applied_migrations()
    return detect(applied, introspection.table_names(), known_tables)
