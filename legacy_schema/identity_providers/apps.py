"""Django application holding the legacy label ``identity_providers``."""

from django.apps import AppConfig


class IdentityProvidersConfig(AppConfig):
    name = "legacy_schema.identity_providers"
    label = "identity_providers"
    verbose_name = "Identity_Providers"
    default_auto_field = "django.db.models.BigAutoField"
