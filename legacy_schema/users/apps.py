"""Django application holding the legacy label ``users``."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "legacy_schema.users"
    label = "users"
    verbose_name = "Users"
    default_auto_field = "django.db.models.AutoField"
