"""Django application of the package."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "apps.pages"
    label = "portal_pages"
    verbose_name = "Portal pages"
    default_auto_field = "django.db.models.BigAutoField"
