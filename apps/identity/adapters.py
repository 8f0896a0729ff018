"""The portal's rules for logins through other systems, where allauth asks (spec/integrations.md §4, §5)."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest

from apps.common.text import plain_text
from apps.identity.provisioning import saml_provision
from apps.users.models import User
from apps.users.services import user_created


class SAMLAccountAdapter(DefaultSocialAccountAdapter):
    """Makes and updates users who come from an identity provider.

    Settings name it by its legacy path ``saml_auth.adapter.SAMLAccountAdapter``.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whether a new user may come this way: from a SAML provider always."""
        return _provider_of(sociallogin) is not None or super().is_open_for_signup(request, sociallogin)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Fill in a user who is not stored yet; besides allauth's fields the name that is shown."""
        user: User = super().populate_user(request, sociallogin, data)
        full_name = f"{user.first_name} {user.last_name}".strip()
        user.name = plain_text(data.get("name") or full_name, User._meta.get_field("name").max_length)
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bring a known user up to date before they are logged in."""
        if sociallogin.is_existing and sociallogin.state.get("process") != AuthProcess.CONNECT:
            self._provision(sociallogin, is_new=False)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        """Store a new user with everything that belongs to one."""
        user: User = super().save_user(request, sociallogin, form)
        user_created(user)
        self._provision(sociallogin, is_new=True)
        return user

    def _provision(self, sociallogin: SocialLogin, *, is_new: bool) -> None:
        app = _provider_of(sociallogin)
        if app:
            saml_provision(
                user=sociallogin.user,
                app=app,
                attributes=sociallogin.account.extra_data,
                picture=getattr(sociallogin, "picture", None),
                is_new=is_new,
            )


def _provider_of(sociallogin: SocialLogin) -> SocialApp | None:
    """Return the SAML provider of a login; its account names it by ``provider_id``, or just ``saml``."""
    name = sociallogin.account.provider
    apps = SocialApp.objects.filter(provider="saml").filter(
        Q(provider_id=name) | Q(provider=name, provider_id="")
    )
    return apps.order_by("pk").first()
