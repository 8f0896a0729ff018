"""Django application holding the legacy label ``rbac``."""

from django.apps import AppConfig


class RBACConfig(AppConfig):
    name = "legacy_schema.rbac"
    label = "rbac"
    verbose_name = "Role Based Access Control"
    default_auto_field = "django.db.models.BigAutoField"
