"""Django application holding the legacy label ``lti``."""

from django.apps import AppConfig


class LTIConfig(AppConfig):
    name = "legacy_schema.lti"
    label = "lti"
    verbose_name = "LTI 1.3 Integration"
    default_auto_field = "django.db.models.BigAutoField"
