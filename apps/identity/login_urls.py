"""Addresses of the login page, which come before those of allauth (spec/integrations.md §3).

With identity providers everything below ``/accounts/login`` is the selector, and the password form has an
address of its own.
"""

from allauth.account.views import login
from django.conf import settings
from django.urls import URLPattern, re_path

from apps.identity.views import login_selector

SELECTOR: list[URLPattern] = [
    re_path(r"^accounts/login_system$", login, name="login_system"),
    re_path(r"^accounts/login", login_selector, name="login"),
]
# Without the slash: login forms have always been sent there.
FORM: list[URLPattern] = [re_path(r"^accounts/login$", login, name="login_system")]

urlpatterns = SELECTOR if settings.USE_IDENTITY_PROVIDERS else FORM
