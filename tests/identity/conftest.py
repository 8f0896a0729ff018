"""A SAML provider with its configuration, and what it sends."""

from dataclasses import dataclass, field

import pytest
from allauth.socialaccount.models import SocialApp
from django.contrib.sites.models import Site

from apps.identity.models import SAMLConfiguration

NAME_ID_EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
NAME_ID_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


@dataclass
class Response:
    """An accepted SAML response, as python3-saml gives it to allauth."""

    attributes: dict[str, list[str]] = field(default_factory=dict)
    friendly: dict[str, list[str]] = field(default_factory=dict)
    name_id: str = "the-name-id"
    name_id_format: str = NAME_ID_PERSISTENT

    def get_attributes(self) -> dict[str, list[str]]:
        return self.attributes

    def get_friendlyname_attributes(self) -> dict[str, list[str]]:
        return self.friendly

    def get_nameid(self) -> str:
        return self.name_id

    def get_nameid_format(self) -> str:
        return self.name_id_format


@pytest.fixture
def provider_app(db: None) -> SocialApp:
    """A provider ``wiki`` whose addresses contain ``uni``."""
    app = SocialApp.objects.create(provider="saml", provider_id="wiki", name="University", client_id="uni")
    app.sites.add(Site.objects.get_current())
    return app


@pytest.fixture
def configuration(provider_app: SocialApp) -> SAMLConfiguration:
    """Its configuration."""
    return SAMLConfiguration.objects.create(
        social_app=provider_app,
        sso_url="https://idp.example/sso",
        slo_url="https://idp.example/slo",
        sp_metadata_url="https://media.example.org/saml/metadata",
        idp_id="https://idp.example/metadata",
        idp_cert="CERTIFICATE",
        uid="uid",
        name="displayName",
        email="mail",
        first_name="givenName",
        last_name="sn",
        groups="isMemberOf",
        role="role",
        user_logo="photo",
    )
