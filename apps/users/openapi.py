"""How OpenAPI documents describe the ways to say who one is."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

Definition = dict[str, Any]


class BasicScheme(OpenApiAuthenticationExtension):
    """`apps.users.authentication.BasicAuthentication`."""

    target_class = "apps.users.authentication.BasicAuthentication"
    name = "Basic"

    def get_security_definition(self, auto_schema: Any) -> Definition:
        """The scheme."""
        return {
            "type": "http",
            "scheme": "basic",
            "description": "User name or e-mail address, and password.",
        }


class TokenScheme(OpenApiAuthenticationExtension):
    """`apps.users.authentication.TokenAuthentication`."""

    target_class = "apps.users.authentication.TokenAuthentication"
    name = "Token"

    def get_security_definition(self, auto_schema: Any) -> Definition:
        """The scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <key>`, with the key that `/login` answers.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    """`apps.users.authentication.SessionAuthentication`."""

    target_class = "apps.users.authentication.SessionAuthentication"
    name = "Session"

    def get_security_definition(self, auto_schema: Any) -> Definition:
        """The scheme."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of the pages; requests that write need the header `X-CSRFToken`.",
        }
