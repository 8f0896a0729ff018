"""Registers the models labelled ``users``; see ``legacy_schema.files.models``."""

from apps.users.models import Channel, Notification, User

__all__ = ["Channel", "Notification", "User"]
