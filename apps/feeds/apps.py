"""Django application of the package."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "apps.feeds"
    label = "portal_feeds"
    verbose_name = "Portal feeds"
    default_auto_field = "django.db.models.BigAutoField"
