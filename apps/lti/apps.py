"""Django application of the package."""

from django.apps import AppConfig


class LTIConfig(AppConfig):
    name = "apps.lti"
    label = "portal_lti"
    verbose_name = "Portal LTI"
    default_auto_field = "django.db.models.BigAutoField"
