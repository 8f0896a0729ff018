"""Django application of the package."""

from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "apps.categories"
    label = "portal_categories"
    verbose_name = "Portal categories"
    default_auto_field = "django.db.models.BigAutoField"
