"""``manage.py media_cleanup``: remove what nothing needs any more."""

from argparse import ArgumentParser
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat

from apps.integrity.cleanup import ORPHANS_KEEP, media_cleanup
from apps.uploads.services import KEEP

HOUR = timedelta(hours=1)


class Command(BaseCommand):
    """Remove uploads that were never finished, temporary files, and files that no row names, by their age.

    A daily task does the same with the defaults. Nothing that is younger, or that a row names, is touched.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The ages, and whether to do it."""
        parser.add_argument(
            "--older-than",
            type=float,
            metavar="HOURS",
            help=f"age of everything that goes (default: {KEEP // HOUR} for what was not finished, "
            f"{ORPHANS_KEEP // HOUR} for files without a row)",
        )
        parser.add_argument(
            "--originals",
            action="store_true",
            help="also originals and uploaded pictures that no row names: nothing can make them anew",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove, and tell what and how many bytes."""
        age = None if options["older_than"] is None else timedelta(hours=options["older_than"])
        number: Counter[str] = Counter()
        size: Counter[str] = Counter()
        for removed in media_cleanup(
            unfinished_after=KEEP if age is None else age,
            orphans_after=ORPHANS_KEEP if age is None else age,
            originals=options["originals"],
            dry_run=options["dry_run"],
        ):
            number[removed.kind] += 1
            size[removed.kind] += removed.size
            if options["verbosity"] > 1 or options["dry_run"]:
                self.stdout.write(f"{removed.kind:<22} {filesizeformat(removed.size):>10} {removed.path}")
        for kind in sorted(number):
            self.stdout.write(f"{number[kind]} {kind}, {filesizeformat(size[kind])}")
        verb = "would be removed" if options["dry_run"] else "removed"
        self.stdout.write(f"{number.total()} {verb}, {filesizeformat(size.total())}")
