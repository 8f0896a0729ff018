"""Django application of the package."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "apps.studio"
    label = "portal_studio"
    verbose_name = "Portal studio"
    default_auto_field = "django.db.models.BigAutoField"
