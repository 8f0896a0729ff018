"""Django application of the package."""

from django.apps import AppConfig


class EncodingConfig(AppConfig):
    name = "apps.encoding"
    label = "portal_encoding"
    verbose_name = "Portal encoding"
    default_auto_field = "django.db.models.BigAutoField"
