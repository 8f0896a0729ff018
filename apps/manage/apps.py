"""Django application of the package."""

from django.apps import AppConfig


class ManageConfig(AppConfig):
    name = "apps.manage"
    label = "portal_manage"
    verbose_name = "Portal management"
    default_auto_field = "django.db.models.BigAutoField"
