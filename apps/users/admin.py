"""Users and channels in the admin (spec/admin.md §6.1)."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest

from apps.users.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Users with their roles. Passwords are set on a page of their own."""

    show_full_result_count = False
    ordering = ["-date_added"]
    search_fields = ["email", "username", "name"]
    filter_horizontal = []
    readonly_fields = ["media_count", "last_login", "date_added"]
    add_fieldsets = [(None, {"fields": ["username", "name", "email", "password1", "password2"]})]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Approval is shown where it is asked for."""
        columns = [
            *("username", "name", "email", "date_added", "is_active"),
            *("is_superuser", "is_manager", "is_editor", "advancedUser", "media_count"),
        ]
        return [*columns, *_approval()]

    def get_list_filter(self, request: HttpRequest) -> list[str]:
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


def _approval() -> list[str]:
    return ["is_approved"] if settings.USERS_NEEDS_TO_BE_APPROVED else []
