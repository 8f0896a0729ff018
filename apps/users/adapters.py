"""The portal's rules for accounts, where allauth asks for them (spec/users.md §5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from apps.common.client_ip import client_ip
from apps.common.mail import with_html
from apps.users.models import User
from apps.users.services import user_created


class AccountAdapter(DefaultAccountAdapter):
    """Who may sign up, where links in mails lead to, and whose address counts for rate limits."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether the sign-up page is open."""
        return bool(settings.USERS_CAN_SELF_REGISTER)

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Store a new user with everything that belongs to one."""
        user = super().save_user(request, user, form, commit)
        if commit:
            user_created(user)
        return user

    def clean_email(self, email: str) -> str:
        """Check the domain of an address that is signed up with or added to an account.

        Raises:
            ValidationError: it is not permitted.
        """
        email = super().clean_email(email)
        domain = email.lower().rpartition("@")[2]
        allowed = settings.ALLOWED_DOMAINS_FOR_USER_REGISTRATION
        if allowed and domain not in allowed:
            raise ValidationError(_("Domain is not in the permitted list"))
        if domain in settings.RESTRICTED_DOMAINS_FOR_USER_REGISTRATION:
            raise ValidationError(_("Domain is restricted from registering"))
        return email

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links lead to FRONTEND_HOST; a failure to send never fails the request.

        Django and allauth would build links for whatever host the client has named.
        """
        links = {name: public_address(value) for name, value in context.items() if name.endswith("_url")}
        base = {"request": allauth_context.request, "email": email, "site_name": settings.PORTAL_NAME}
        with_html(self.render_mail(template_prefix, email, base | context | links)).send(fail_silently=True)

    def is_safe_url(self, url: str) -> bool:
        """Whether a login may lead to an address: one of this host, or of the portal's public one."""
        hosts = {allauth_context.request.get_host(), urlsplit(settings.FRONTEND_HOST).netloc}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=hosts)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address, by which allauth counts attempts."""
        return client_ip(request)


def public_address(url: str) -> str:
    """Return an address of the portal with its public scheme and host."""
    public = urlsplit(settings.SSL_FRONTEND_HOST)
    return urlunsplit(urlsplit(url)._replace(scheme=public.scheme, netloc=public.netloc))
