"""Django application of the package."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "apps.identity"
    label = "portal_identity"
    verbose_name = "Portal identity"
    default_auto_field = "django.db.models.BigAutoField"
