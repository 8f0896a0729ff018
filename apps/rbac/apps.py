"""Django application of the package."""

from django.apps import AppConfig


class RBACConfig(AppConfig):
    name = "apps.rbac"
    label = "portal_rbac"
    verbose_name = "Portal groups"
    default_auto_field = "django.db.models.BigAutoField"
