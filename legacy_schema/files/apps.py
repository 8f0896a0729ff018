"""Django application holding the legacy label ``files``."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "legacy_schema.files"
    label = "files"
    verbose_name = "Media"
    default_auto_field = "django.db.models.AutoField"
