"""The command lines. Standard library only: `--help` has to work before anything is installed."""

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "var"


def start_parser() -> argparse.ArgumentParser:
    """Options of `scripts/start`."""
    parser = argparse.ArgumentParser(
        prog="scripts/start",
        description="Run the portal with everything that it needs. The first start sets it up and prints the "
        "password of the administrator; later ones keep the data. Ctrl-C stops it.",
        epilog="Settings come from environment variables and local_settings.py. A database that is named "
        "there (POSTGRES_HOST, DATABASES), a Redis or Valkey (REDIS_LOCATION, CACHES) or an FFmpeg "
        "(FFMPEG_COMMAND) is used instead of an embedded one. ADMIN_USER, ADMIN_EMAIL and ADMIN_PASSWORD "
        "describe the first administrator.",
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="port, or the next that is free (default: 8000)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    _add_data(parser)
    parser.add_argument("--reset", action="store_true", help="delete the data folder's content first")
    parser.add_argument("--yes", action="store_true", help="do not ask before --reset")
    parser.add_argument("--demo", action="store_true", help="fill the portal with demonstration content")
    return parser


def test_parser() -> argparse.ArgumentParser:
    """Options of `scripts/test`; what they do not know goes to pytest."""
    parser = argparse.ArgumentParser(
        prog="scripts/test",
        usage="scripts/test [--junit FILE] [--coverage] [PYTEST ARGUMENTS]",
        description="Run the tests with services of their own, which are thrown away afterwards. "
        "All other arguments go to pytest, which runs in the project's folder.",
        epilog="CHROMIUM names the browser to use; without it, one on the search path or from npm is taken.",
    )
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the results as JUnit XML")
    parser.add_argument("--coverage", action="store_true", help="measure which lines the tests ran")
    return parser


def manage_parser() -> argparse.ArgumentParser:
    """Options of `scripts/manage`."""
    parser = argparse.ArgumentParser(
        prog="scripts/manage",
        usage="scripts/manage [--data DIR] COMMAND [ARGUMENTS]",
        description="Run manage.py with the settings and services of the portal that scripts/start runs. "
        "When it is not running, the services are started for as long as the command takes.",
    )
    _add_data(parser)
    parser.add_argument("command", nargs=argparse.REMAINDER, help="as for manage.py")
    return parser


def messages_parser() -> argparse.ArgumentParser:
    """Options of `scripts/messages`."""
    parser = argparse.ArgumentParser(
        prog="scripts/messages",
        description="Bring the catalogues in locale/ up to date with the texts that the code marks, compile "
        "them, and print how many texts each language has. Exit status 1 when one of the complete languages "
        "(German, Greek, Spanish, French) lacks some.",
    )
    parser.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar="LANGUAGE",
        help="also list what this language (it, pt_BR, zh_Hans) lacks, to be translated; what is still empty "
        "at the next run is left out again",
    )
    return parser


def status_parser() -> argparse.ArgumentParser:
    """Options of `python -m deploy.embedded status`."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.embedded status",
        description="Show the programs of a running portal. Exit status 1 when there is none.",
    )
    _add_data(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="data folder (default: var/)")
