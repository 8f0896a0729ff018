"""The project itself as a Django application: system checks, a command, and the registry of Celery tasks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the checks of the settings."""

    name = "config"
    verbose_name = "Project"

    def ready(self) -> None:
        """Register the checks and the tasks.

        Services queue tasks by name. A process that had not imported them would send them to the default
        queue.
        """
        from config import checks  # noqa: F401, PLC0415 — importing them registers them
        from config.celery import app  # noqa: PLC0415

        app.autodiscover_tasks(force=True)
