"""``manage.py media_check``: do rows and files agree?"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.integrity.check import UnknownMediaError, check, summary
from apps.integrity.findings import Code
from apps.integrity.fixes import FIXABLE

BAR = 30


class Command(BaseCommand):
    """Look at all rows and all files of the portal, and say where they do not agree.

    Nothing is written without --fix. The exit status is 0 if everything agrees, apart from what is only worth
    knowing, and 1 if something does not and was not fixed.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to look at, and how to say it."""
        parser.add_argument(
            "--media", default="", metavar="TOKEN", help="look at one media, and play its files"
        )
        parser.add_argument("--deep", action="store_true", help="play the files of all encodings; takes long")
        parser.add_argument("--fix", action="store_true", help="put right what is safe to be put right")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, a summary last")
        parser.add_argument("--codes", action="store_true", help="only explain what can be found")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report."""
        if options["codes"]:
            self._explain()
            return
        found: Counter[str] = Counter()
        still_open = 0
        findings = check(
            token=options["media"], deep=options["deep"], repair=options["fix"], on_progress=self._progress
        )
        try:
            for finding in findings:
                found[finding.code.label] += 1
                still_open += finding.is_open
                self._clear()
                line = json.dumps(finding.as_dict()) if options["json"] else finding.as_line()
                self.stdout.write(line)
        except UnknownMediaError as error:
            raise CommandError(f"There is no media {error}.") from error
        self._clear()
        if options["json"]:
            self.stdout.write(json.dumps({"summary": dict(sorted(found.items())), "open": still_open}))
        else:
            self.stdout.write(summary(found))
        if still_open:
            sys.exit(1)

    def _explain(self) -> None:
        for code in Code:
            fixable = " --fix" if code in FIXABLE else ""
            self.stdout.write(f"{code.severity.value:<7} {code.label:<22} {code.meaning}{fixable}")

    def _progress(self, done: int, total: int) -> None:
        """Draw a bar, on a terminal only."""
        if not self.stderr.isatty():
            return
        full = BAR * done // max(total, 1)
        self.stderr.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {done} of {total} media", ending="")
        self.stderr.flush()

    def _clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
