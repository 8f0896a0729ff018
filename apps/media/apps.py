"""Django application of the package."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "apps.media"
    label = "portal_media"
    verbose_name = "Portal media"
    default_auto_field = "django.db.models.BigAutoField"
