"""Entry point inside the virtual environment: `python -m deploy.embedded start|test|manage|status …`."""

import asyncio
import sys
from collections.abc import Sequence

from deploy.embedded import cli, manage, start, status, testing
from deploy.embedded.errors import PortalError


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands and return its exit status."""
    command, *rest = arguments or ["help"]
    try:
        match command:
            case "start":
                return start.main(cli.start_parser().parse_args(rest))
            case "test":
                return testing.main(*cli.test_parser().parse_known_args(rest))
            case "manage":
                return manage.main(cli.manage_parser().parse_args(rest))
            case "status":
                return status.main(cli.status_parser().parse_args(rest))
    except PortalError as error:
        print(error, file=sys.stderr)
        return 1
    except asyncio.CancelledError:  # by a signal
        return 130
    print(__doc__)
    return 0 if command in ("help", "-h", "--help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
