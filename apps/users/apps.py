"""Django application of the package."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "apps.users"
    label = "portal_users"
    verbose_name = "Portal users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell drf-spectacular how the API recognises users."""
        from apps.users import openapi  # noqa: F401, PLC0415 — importing it registers it
