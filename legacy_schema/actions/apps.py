"""Django application holding the legacy label ``actions``."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "legacy_schema.actions"
    label = "actions"
    verbose_name = "Actions"
    default_auto_field = "django.db.models.AutoField"
