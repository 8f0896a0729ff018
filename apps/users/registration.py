"""What belongs to a new user, however it came to be (spec/users.md §1, §3)."""

from __future__ import annotations

from django.db import transaction

from apps.users import mail
from apps.users.models import Channel, User


@transaction.atomic
def user_registered(*, user: User) -> None:
    """Give a user who has just been stored a channel, and tell the administrators."""
    Channel.objects.create(user=user, title="default")
    mail.user_registered(user)
