"""Reads of login options and identity providers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.socialaccount.models import SocialApp
from django.conf import settings

from apps.identity.models import LoginOption, SAMLConfiguration

SYSTEM_LOGIN = "/accounts/login_system"
ANY_HTTPS = "https:"


@dataclass(frozen=True, slots=True)
class LoginChoice:
    """A way to log in that visitors may choose.

    Attributes:
        title: what visitors read.
        address: where it leads to; with the page to return to, where that can be kept.
        method: ``post`` with the CSRF token for what begins a login here, ``get`` for pages and other sites.
    """

    title: str
    address: str
    method: Literal["get", "post"]


def login_choices(*, own_hosts: Collection[str], next_page: str = "") -> list[LoginChoice]:
    """The ways to log in, in their order. Addresses that are none of the web are left out.

    Args:
        own_hosts: under which the portal is reached. Forms, and with them the visitor's token, go there only.
        next_page: where a login leads to; "" for the usual page.
    """
    options = LoginOption.objects.filter(active=True).order_by("ordering", "pk")
    choices = (_choice(option, own_hosts, next_page) for option in options)
    return [choice for choice in choices if choice]


def sign_in_addresses() -> list[str]:
    """Addresses of other sites to which the forms of the account pages lead.

    What a SAML provider is asked for and the options of the selector are known. Where other kinds of
    providers are set up, whose addresses only their libraries know, any site with https may be one:
    ``https:`` is among the addresses then.
    """
    saml = SAMLConfiguration.objects.values_list("sso_url", "slo_url")
    found = [address for row in saml for address in row]
    if settings.USE_IDENTITY_PROVIDERS:
        found += LoginOption.objects.filter(active=True).values_list("url", flat=True)
    if SocialApp.objects.exclude(provider="saml").exists() or _configured_apps():
        found.append(ANY_HTTPS)
    return found


def _configured_apps() -> bool:
    """Whether settings, not the database, describe providers."""
    providers = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {})
    return any(value.get("APP") or value.get("APPS") for value in providers.values())


def _choice(option: LoginOption, own_hosts: Collection[str], next_page: str) -> LoginChoice | None:
    parts = urlsplit(option.url.strip())
    is_own = parts.netloc in own_hosts or (not parts.netloc and parts.path.startswith("/"))
    if not is_own:
        is_web = parts.scheme in ("http", "https") and bool(parts.netloc)
        return LoginChoice(option.title, urlunsplit(parts), "get") if is_web else None
    if next_page:
        query = "&".join(filter(None, (parts.query, urlencode({"next": next_page}))))
        parts = parts._replace(query=query)
    method: Literal["get", "post"] = "get" if SYSTEM_LOGIN in parts.path else "post"
    return LoginChoice(option.title, urlunsplit(parts), method)
