"""Django application that owns the legacy contract and the guarded ``migrate`` command."""

from django.apps import AppConfig


class LegacySchemaConfig(AppConfig):
    name = "legacy_schema"
    label = "legacy_schema"
    verbose_name = "Legacy schema"
