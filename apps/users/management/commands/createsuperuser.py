"""`manage.py createsuperuser`, as Django has it, for users of this portal."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction
from django.db.models import Max

from apps.users.models import User
from apps.users.services import user_created


class Command(createsuperuser.Command):
    """Also does what follows from every new user: the channel, the mail to administrators."""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> str | None:
        """Create the user."""
        last = User.objects.aggregate(last=Max("pk"))["last"] or 0
        output = super().handle(*args, **options)
        for user in User.objects.filter(pk__gt=last):
            user_created(user)
        return output
