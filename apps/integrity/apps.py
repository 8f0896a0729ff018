"""Django application of the package."""

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "apps.integrity"
    label = "portal_integrity"
    verbose_name = "Portal integrity"
    default_auto_field = "django.db.models.BigAutoField"
