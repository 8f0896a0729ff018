"""Django application of the package."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "apps.uploads"
    label = "portal_uploads"
    verbose_name = "Portal uploads"
    default_auto_field = "django.db.models.BigAutoField"
