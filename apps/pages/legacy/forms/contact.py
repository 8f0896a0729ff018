"""The contact form (spec/forms.md §7)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.users.models import User

EMAIL_LENGTH = 320


class ContactForm(forms.Form):
    """A message to the operators; members need not say who they are."""

    from_email = forms.EmailField(label=_("Your email"), max_length=EMAIL_LENGTH)
    name = forms.CharField(label=_("Your name"), required=False, max_length=250)
    message = forms.CharField(
        label=_("Please add your message here and submit"), widget=forms.Textarea, max_length=20_000
    )

    def __init__(self, data: Any = None, *, user: User | None) -> None:
        super().__init__(data)
        self._user = user
        if user:
            del self.fields["from_email"], self.fields["name"]

    def sent_message(self) -> dict[str, str]:
        """What ``contact_message_send`` takes."""
        data, user = self.cleaned_data, self._user
        return {
            "name": user.name if user else data["name"],
            "email": user.email if user else data["from_email"],
            "text": data["message"],
        }
