"""Registers the models labelled ``identity_providers``; see ``legacy_schema.files.models``."""

from apps.identity.models import (
    IdentityProviderCategoryMapping,
    IdentityProviderGlobalRole,
    IdentityProviderGroupRole,
    IdentityProviderUserLog,
    LoginOption,
)

__all__ = [
    "IdentityProviderCategoryMapping",
    "IdentityProviderGlobalRole",
    "IdentityProviderGroupRole",
    "IdentityProviderUserLog",
    "LoginOption",
]
