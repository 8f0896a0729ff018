"""Registers the models labelled ``saml_auth``; see ``legacy_schema.files.models``."""

from apps.identity.models import SAMLConfiguration

__all__ = ["SAMLConfiguration"]
