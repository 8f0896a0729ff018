"""Django application of the package."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "apps.users"
    label = "portal_users"
    verbose_name = "Portal users"
    default_auto_field = "django.db.models.BigAutoField"
