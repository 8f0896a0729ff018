"""The forms of profiles and channels (spec/forms.md §9, §10)."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.media.access import is_manager
from apps.users.models import Channel, User

NAME_LENGTH = 250
PICTURE = {"accept": "image/*"}


class ProfileForm(forms.Form):
    """A profile, and for managers the roles of its user."""

    name = forms.CharField(label=_("Full name"), max_length=NAME_LENGTH)
    description = forms.CharField(label=_("About me"), required=False, widget=forms.Textarea)
    logo = forms.FileField(label=_("Logo"), required=False, widget=forms.ClearableFileInput(PICTURE))
    notification_on_comments = forms.BooleanField(
        label=_("Whether you will receive email notifications for comments added to your content"),
        required=False,
    )
    advancedUser = forms.BooleanField(label=_("Advanced user"), required=False)  # noqa: N815
    is_manager = forms.BooleanField(label=_("MediaCMS Manager"), required=False)
    is_editor = forms.BooleanField(label=_("MediaCMS Editor"), required=False)
    is_approved = forms.NullBooleanField(label=_("Is approved"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, user: User, actor: User) -> None:
        initial = {name: getattr(user, name) for name in self.base_fields}
        super().__init__(data, files, initial=initial)
        self.roles = _roles(actor)
        for name in {"advancedUser", "is_manager", "is_editor", "is_approved"} - set(self.roles):
            del self.fields[name]
        if SocialAccount.objects.filter(user=actor).exists():
            self.fields["name"].widget.attrs["readonly"] = True

    def clean_logo(self) -> UploadedFile | None:
        """A new logo, or None for the one there is; there has to be one."""
        logo = self.cleaned_data["logo"]
        if not logo:
            raise forms.ValidationError(_("Please provide a logo"))
        return logo if isinstance(logo, UploadedFile) else None

    def changes(self) -> dict[str, Any]:
        """What ``user_profile_update`` takes. An approval that was not asked for stays."""
        data = self.cleaned_data
        names = [name for name in self.roles if name != "is_approved" or self.add_prefix(name) in self.data]
        profile = {name: data[name] for name in ("name", "description", "notification_on_comments", "logo")}
        return {**profile, "roles": {name: data[name] for name in names}}


class ChannelForm(forms.Form):
    """The banner of a channel."""

    banner_logo = forms.FileField(
        label=_("Banner logo"), required=False, widget=forms.ClearableFileInput(PICTURE)
    )

    def __init__(self, data: Any = None, files: Any = None, *, channel: Channel) -> None:
        super().__init__(data, files, initial={"banner_logo": channel.banner_logo})

    def clean_banner_logo(self) -> UploadedFile | None:
        """A new banner, or None for the one there is; there has to be one."""
        banner = self.cleaned_data["banner_logo"]
        if not banner:
            raise forms.ValidationError(_("Please provide a banner"))
        return banner if isinstance(banner, UploadedFile) else None


def _roles(actor: User) -> tuple[str, ...]:
    if not is_manager(actor):
        return ()
    approval = ("is_approved",) if settings.USERS_NEEDS_TO_BE_APPROVED else ()
    return ("advancedUser", "is_manager", "is_editor", *approval)
