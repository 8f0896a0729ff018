"""``manage.py av1_profiles``: encode uploads with AV1 too."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.encoding import services
from apps.encoding.services.profiles import AV1_RESOLUTIONS


class Command(BaseCommand):
    """Add AV1 profiles beside the legacy ones, switched off unless --activate names them.

    Run it again with other resolutions to change which are on, and without --activate to switch all off, as
    should be done before a legacy server works on this database again: it fails every AV1 encode.
    """

    help = " ".join((__doc__ or "").split())

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which are on."""
        parser.add_argument(
            "--activate",
            type=int,
            nargs="+",
            default=[],
            choices=AV1_RESOLUTIONS,
            metavar="RESOLUTION",
            help=f"encode uploads with these: {', '.join(map(str, AV1_RESOLUTIONS))}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Set them and list them."""
        for profile in services.av1_profiles_set(active=options["activate"]):
            self.stdout.write(f"{profile.pk:>4}  {profile.name:<9} {'on' if profile.active else 'off'}")
