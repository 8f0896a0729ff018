"""Titles of the account pages (spec/pages.md §8)."""

from django.conf import settings
from django.http import HttpRequest

TITLES = {
    "account_login": "Sign In",
    "login_system": "Sign In",
    "account_logout": "Sign Out",
    "account_signup": "Sign Up",
    "account_inactive": "Account Inactive",
    "account_email": "E-mail Addresses",
    "account_email_verification_sent": "Verify Your E-mail Address",
    "account_confirm_email": "Confirm E-mail Address",
    "account_change_password": "Change Password",
    "account_set_password": "Set Password",
    "account_reset_password": "Password Reset",
    "account_reset_password_done": "Password Reset",
    "account_reset_password_from_key": "Change Password",
    "account_reset_password_from_key_done": "Change Password",
}
"""Names of routes → what stands behind the bar."""

WITHOUT_BAR = {"account_reauthenticate": "Confirm Access", "socialaccount_connections": "Account Connections"}


def title_of(request: HttpRequest) -> str:
    """The title of the page behind a route of allauth; the portal's name if it has none of its own."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if name == "account_signup" and not settings.USERS_CAN_SELF_REGISTER:
        return " | Sign Up Closed"
    if name in TITLES:
        return f" | {TITLES[name]}"
    return WITHOUT_BAR.get(name or "", settings.PORTAL_NAME)
