"""The project itself as a Django application: it brings system checks and a command."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the checks of the settings."""

    name = "config"
    verbose_name = "Project"

    def ready(self) -> None:
        """Register the checks."""
        from config import checks  # noqa: F401, PLC0415 — importing them registers them
