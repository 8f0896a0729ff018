"""Forms of accounts."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.common.text import plain_text
from apps.users.models import User


class SignupForm(forms.Form):
    """What the sign-up form asks besides allauth's own fields (spec/users.md §5.1)."""

    name = forms.CharField(max_length=100, label=_("Name"))

    field_order = ["email", "username", "name", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Store the name; allauth has stored the user already."""
        user.name = plain_text(self.cleaned_data["name"])
        user.save(update_fields=["name"])
