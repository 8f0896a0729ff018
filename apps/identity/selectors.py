"""Reads of login options and identity providers."""

from __future__ import annotations

from allauth.socialaccount.models import SocialApp
from django.conf import settings

from apps.identity.models import LoginOption, SAMLConfiguration

SYSTEM_LOGIN = "/accounts/login_system"
ANY_HTTPS = "https:"


def login_options() -> list[LoginOption]:
    """The ways to log in that visitors choose from, in their order."""
    return list(LoginOption.objects.filter(active=True).order_by("ordering", "pk"))


def sign_in_addresses() -> list[str]:
    """Addresses of other sites to which the forms of the account pages lead.

    What a SAML provider is asked for and the options of the selector are known. Where other kinds of
    providers are set up, whose addresses only their libraries know, any site with https may be one:
    ``https:`` is among the addresses then.
    """
    saml = SAMLConfiguration.objects.values_list("sso_url", "slo_url")
    found = [address for row in saml for address in row]
    if settings.USE_IDENTITY_PROVIDERS:
        found += [option.url for option in login_options()]
    if SocialApp.objects.exclude(provider="saml").exists() or _configured_apps():
        found.append(ANY_HTTPS)
    return found


def _configured_apps() -> bool:
    """Whether settings, not the database, describe providers."""
    providers = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {})
    return any(value.get("APP") or value.get("APPS") for value in providers.values())
