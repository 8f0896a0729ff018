"""Django application of the package."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "apps.actions"
    label = "portal_actions"
    verbose_name = "Portal actions"
    default_auto_field = "django.db.models.BigAutoField"
