"""Writes of users."""

from apps.users.services.contact import user_contact
from apps.users.services.create import user_create, user_created
from apps.users.services.delete import user_delete
from apps.users.services.tokens import token_get
from apps.users.services.update import (
    channel_update,
    user_approval_set,
    user_password_changed,
    user_password_set,
    user_update,
)

__all__ = [
    "channel_update",
    "token_get",
    "user_approval_set",
    "user_contact",
    "user_create",
    "user_created",
    "user_delete",
    "user_password_changed",
    "user_password_set",
    "user_update",
]
