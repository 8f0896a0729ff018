"""`manage.py portal_setup`: makes a database and a media root ready for use; safe to run at every start."""

import secrets
import string
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction

from apps.common.default_images import create_default_images
from apps.users.models import Channel, User

FIXTURES = ("encoding_profiles", "categories")
PASSWORD_LENGTH = 16
# Any number that nothing else in this database locks.
ADVISORY_LOCK = 0x706F7274


class Command(BaseCommand):
    """Migrates, and on a database without users loads the fixtures and creates the administrator.

    The settings ADMIN_USER, ADMIN_EMAIL and ADMIN_PASSWORD describe that one; a password made up here is
    printed. Then collects static files and draws missing images.
    """

    help = "Prepare the database and the media root; does what is still to be done (spec/operations.md §9)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-static", action="store_true", help="do not collect static files")

    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=options["verbosity"], stdout=self.stdout)
            if not User.objects.exists():
                self._first_start()
        if not options["no_static"]:
            call_command(
                "collectstatic", interactive=False, verbosity=options["verbosity"], stdout=self.stdout
            )
        for name in create_default_images():
            self.stdout.write(f"created {name}")

    @transaction.atomic
    def _first_start(self) -> None:
        """Load the fixtures and create the administrator, both or neither."""
        call_command("loaddata", *FIXTURES, stdout=self.stdout)
        password = settings.ADMIN_PASSWORD
        made_up = "" if password else _new_password()
        user = User.objects.create_superuser(settings.ADMIN_USER, settings.ADMIN_EMAIL, password or made_up)
        Channel.objects.create(user=user, title="default")
        self.stdout.write(f"created administrator {user.username}")
        if made_up:
            self.stdout.write(f"admin password: {made_up}")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let several containers start at once: each waits until the one before it has finished."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _new_password() -> str:
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(PASSWORD_LENGTH))
