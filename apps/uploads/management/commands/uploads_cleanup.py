"""``manage.py uploads_cleanup``: remove uploads that were never finished."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from apps.uploads import services


class Command(BaseCommand):
    """Remove parts and files of uploads that were never finished. A daily task does the same."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The age."""
        parser.add_argument(
            "--older-than",
            type=float,
            default=services.KEEP / timedelta(hours=1),
            metavar="HOURS",
            help="hours for which nothing has changed in an upload (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and tell how many there were."""
        removed = services.uploads_cleanup(older_than=timedelta(hours=options["older_than"]))
        self.stdout.write(f"{removed} unfinished uploads removed")
