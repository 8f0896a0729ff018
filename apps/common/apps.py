"""Django application of the package."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "apps.common"
    label = "portal_common"
    verbose_name = "Portal common"
    default_auto_field = "django.db.models.BigAutoField"
