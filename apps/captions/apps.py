"""Django application of the package."""

from django.apps import AppConfig


class CaptionsConfig(AppConfig):
    name = "apps.captions"
    label = "portal_captions"
    verbose_name = "Portal captions"
    default_auto_field = "django.db.models.BigAutoField"
