"""allauth's SAML provider, configured by the database.

Settings name it by its legacy path ``saml_auth.custom.provider.CustomSAMLProvider``.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest

from apps.identity.saml import configuration as saml

EMAIL_NAME_ID = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
PICTURE = "jpegPhoto"
"""The attribute that holds the picture, where the configuration names none."""

_NOT_IN_USERNAMES = re.compile(r"[^A-Za-z0-9_.@-]")
USERNAME_LENGTH = 150


class CustomSAMLProvider(SAMLProvider):
    """A SAML identity provider (spec/integrations.md §4)."""

    def __init__(self, request: HttpRequest | None, app: SocialApp) -> None:
        self.configuration = saml.configuration_of(app)
        if self.configuration:
            # A copy: what the protocol reads must never be stored in the app.
            app = copy.copy(app)
            app.settings = saml.protocol_settings(app, self.configuration)
        super().__init__(request, app=app)

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> SocialLogin:
        """Return the login that an accepted SAML response describes, with the picture beside it.

        The picture is not among the stored attributes: it may be large, and is wanted at most once.
        """
        login = super().sociallogin_from_response(request, response)
        name = (self.configuration and self.configuration.user_logo) or PICTURE
        values = response.get_attributes().get(name) or response.get_friendlyname_attributes().get(name)
        login.picture = values[0] if values else None
        return login

    def extract_extra_data(self, data: Any) -> dict[str, list[str]]:
        """Return the attributes as sent; those configured by friendly name under that one as well."""
        attributes: dict[str, list[str]] = dict(data.get_attributes())
        if self.configuration:
            friendly = data.get_friendlyname_attributes()
            names = saml.attribute_names(self.configuration, saml.REFERRED).values()
            attributes |= {
                name: friendly[name] for name in names if name in friendly and name not in attributes
            }
            attributes.pop(self.configuration.user_logo or PICTURE, None)
        attributes.pop(PICTURE, None)
        return attributes

    def _extract(self, data: Any) -> dict[str, Any]:
        """Return ``uid``, ``email``, ``name``, … of the person, and a user name made of the uid."""
        if self.configuration is None:
            return super()._extract(data)
        values: dict[str, Any] = saml.personal_values(self.configuration, self.extract_extra_data(data))
        if not values.get("email") and data.get_nameid_format() == EMAIL_NAME_ID:
            values["email"] = data.get_nameid()
        uid = values.get("uid") or data.get_nameid() or ""
        values["username"] = _NOT_IN_USERNAMES.sub("_", uid)[:USERNAME_LENGTH]
        return values
