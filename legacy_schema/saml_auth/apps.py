"""Django application holding the legacy label ``saml_auth``."""

from django.apps import AppConfig


class SAMLAuthConfig(AppConfig):
    name = "legacy_schema.saml_auth"
    label = "saml_auth"
    verbose_name = "SAML settings and logs"
    default_auto_field = "django.db.models.BigAutoField"
