"""Mails about users: plain text (spec/users.md §8, mail 1)."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from apps.users.models import User


def user_registered(user: User) -> None:
    """Tell the administrators of a new user, if the portal wants it; a failure to send changes nothing."""
    if not settings.ADMINS_NOTIFICATIONS.get("NEW_USER"):
        return
    message = EmailMessage(
        f"[{settings.PORTAL_NAME}] - New user just registered",
        f"\n{user.email} has registered.\nProfile: {settings.SSL_FRONTEND_HOST}/user/{user.username}/\n",
        settings.DEFAULT_FROM_EMAIL,
        settings.ADMIN_EMAIL_LIST,
    )
    transaction.on_commit(partial(message.send, fail_silently=True), robust=True)
