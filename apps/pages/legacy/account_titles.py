"""Titles of the account pages (spec/pages.md §8)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

BAR = " | "

TITLES = {
    "account_login": _("Sign In"),
    "login_system": _("Sign In"),
    "login": _("Sign In"),
    "account_logout": _("Sign Out"),
    "account_signup": _("Sign Up"),
    "account_inactive": _("Account Inactive"),
    "account_email": _("E-mail Addresses"),
    "account_email_verification_sent": _("Verify Your E-mail Address"),
    "account_confirm_email": _("Confirm E-mail Address"),
    "account_change_password": _("Change Password"),
    "account_set_password": _("Set Password"),
    "account_reset_password": _("Password Reset"),
    "account_reset_password_done": _("Password Reset"),
    "account_reset_password_from_key": _("Change Password"),
    "account_reset_password_from_key_done": _("Change Password"),
}
"""Names of routes → what stands behind the bar."""

WITHOUT_BAR = {
    "account_reauthenticate": _("Confirm Access"),
    "socialaccount_connections": _("Account Connections"),
}


def title_of(request: HttpRequest) -> str:
    """The title of the page behind a route of allauth; the portal's name if it has none of its own."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if name == "account_signup" and not settings.USERS_CAN_SELF_REGISTER:
        return BAR + gettext("Sign Up Closed")
    if name in TITLES:
        return BAR + str(TITLES[name])
    return str(WITHOUT_BAR.get(name or "", settings.PORTAL_NAME))
