"""Users in the admin (spec/admin.md §6.1)."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from apps.common.admin import DeletingModelAdmin
from apps.common.text import plain_text
from apps.users import pictures, services
from apps.users.models import User
from apps.users.services.create import EMAIL_TAKEN


class UserAddForm(UserCreationForm[User]):
    """A new user with a password."""

    class Meta:
        model = User
        fields = ["username", "name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_username(self) -> str:
        """Names are parts of addresses."""
        username: str = super().clean_username() or ""
        get_adapter().clean_username(username, shallow=True)
        return username

    def clean_email(self) -> str:
        """No two users have the same address."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(EMAIL_TAKEN)
        return email


class UserEditForm(UserChangeForm[User]):
    """A user's profile and roles."""

    def clean_name(self) -> str:
        """Names are plain text."""
        return plain_text(self.cleaned_data["name"])

    def clean_description(self) -> str:
        """So are descriptions."""
        return plain_text(self.cleaned_data["description"])

    def clean_logo(self) -> Any:
        """An avatar is cut to its size."""
        logo = self.cleaned_data["logo"]
        return pictures.avatar(logo) if isinstance(logo, UploadedFile) else logo


class PasswordForm(AdminPasswordChangeForm):
    """A new password for somebody else."""

    def save(self, commit: bool = True) -> User:
        """Whoever has the old API token is locked out with the old password."""
        user: User = super().save(commit)
        services.user_password_changed(user)
        return user


@admin.register(User)
class UserAdmin(DeletingModelAdmin[User], DjangoUserAdmin[User]):
    """Users with their roles. Passwords are set on a page of their own."""

    form = UserEditForm
    add_form = UserAddForm
    change_password_form = PasswordForm
    ordering = ["-date_added"]
    search_fields = ["email", "username", "name"]
    filter_horizontal = ()
    readonly_fields = ["media_count", "last_login", "date_added"]
    add_fieldsets = [(None, {"fields": ["username", "name", "email", "password1", "password2"]})]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Approval is shown where it is asked for."""
        columns = [
            *("username", "name", "email", "date_added", "is_active"),
            *("is_superuser", "is_manager", "is_editor", "advancedUser", "media_count"),
        ]
        return [*columns, *_approval()]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Likewise."""
        return ["is_superuser", "is_manager", "is_editor", "advancedUser", "is_active", *_approval()]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Likewise; little is asked of a new user."""
        if obj is None:
            return self.add_fieldsets
        roles = ["is_active", *_approval(), "advancedUser", "is_editor", "is_manager"]
        return [
            (None, {"fields": ["username", "password"]}),
            ("Profile", {"fields": ["name", "email", "description", "logo"]}),
            ("Roles", {"fields": [*roles, "is_staff", "is_superuser"]}),
            ("Mail", {"fields": ["notification_on_comments", "allow_contact"]}),
            ("Facts", {"fields": ["media_count", "date_added", "last_login"]}),
        ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Make the user with a channel and a mail to the administrators, or store what was edited."""
        if change:
            obj.save(update_fields=form.changed_data)
            return
        given = form.cleaned_data
        created = services.user_create(
            username=given["username"],
            password=given["password1"],
            email=given["email"],
            name=given["name"],
        )
        obj.pk = created.pk
        obj.refresh_from_db()

    def delete_through_service(self, obj: User) -> None:
        """With media and their files; what others use stays."""
        services.user_delete(user=obj)


def _approval() -> list[str]:
    return ["is_approved"] if settings.USERS_NEEDS_TO_BE_APPROVED else []
