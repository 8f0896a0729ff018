"""The protocol settings of a provider, from ``saml_auth_samlconfiguration`` (spec/integrations.md §4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.socialaccount.models import SocialApp

from apps.identity.models import SAMLConfiguration

PERSONAL = ("uid", "name", "email", "first_name", "last_name")
"""Columns that hold the name of an attribute, and what the attribute is to the portal."""

REFERRED = (*PERSONAL, "groups", "role")
"""Columns that name attributes to be kept with the account."""

Attributes = Mapping[str, Sequence[str]]


def configuration_of(app: SocialApp) -> SAMLConfiguration | None:
    """Return the configuration of a provider, the first if there are several."""
    return SAMLConfiguration.objects.filter(social_app=app).order_by("pk").first() if app.pk else None


def protocol_settings(app: SocialApp, configuration: SAMLConfiguration) -> dict[str, Any]:
    """Return what allauth's SAML provider reads from the ``settings`` of an app.

    Of the settings that the app itself has, only the switch for logins that the provider begins counts.
    """
    own = app.settings.get("advanced", {})
    advanced = {"reject_idp_initiated_sso": own.get("reject_idp_initiated_sso", True)}
    if configuration.sp_cert:
        advanced["x509cert"] = configuration.sp_cert
    if configuration.sp_private_key:
        advanced["private_key"] = configuration.sp_private_key
    return {
        "idp": {
            "entity_id": configuration.idp_id,
            "sso_url": configuration.sso_url,
            "slo_url": configuration.slo_url,
            "x509cert": configuration.idp_cert,
        },
        "sp": {"entity_id": configuration.sp_metadata_url},
        "advanced": advanced,
        "verified_email": configuration.verified_email,
        "email_authentication": configuration.email_authentication,
    }


def attribute_names(configuration: SAMLConfiguration, columns: Sequence[str] = PERSONAL) -> dict[str, str]:
    """Return column → name of the attribute, without those that are not configured."""
    names = {column: getattr(configuration, column) for column in columns}
    return {column: name for column, name in names.items() if name}


def personal_values(configuration: SAMLConfiguration, attributes: Attributes) -> dict[str, str]:
    """Return what the attributes say of the person; several values of one are joined with commas."""
    names = attribute_names(configuration)
    return {column: ",".join(attributes[name]) for column, name in names.items() if attributes.get(name)}
