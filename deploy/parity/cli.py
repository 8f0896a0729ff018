"""The command line. Standard library only: `--help` has to work before anything is installed."""

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "tests" / "contract"


def parser() -> argparse.ArgumentParser:
    """Options of `scripts/parity`."""
    options = argparse.ArgumentParser(
        prog="scripts/parity",
        description="Replay recorded exchanges of the legacy server against this one and print what differs. "
        "Exit status 0 when nothing does, 1 when something does, 2 when it could not be found out.",
        epilog="PostgreSQL and Valkey are embedded unless POSTGRES_HOST and REDIS_LOCATION name others; a "
        "database of its own is made and dropped there, and the cache's database is flushed. "
        "The PostgreSQL role has to be a superuser.",
    )
    options.add_argument("--seed", type=Path, default=CONTRACT / "a", metavar="DIR", help="the seed")
    options.add_argument(
        "--cases", type=Path, default=CONTRACT / "cases.jsonl.gz", metavar="FILE", help="the recordings"
    )
    options.add_argument("--variant", nargs="+", default=[], metavar="NAME", help="only these variants")
    options.add_argument(
        "--deviations",
        type=Path,
        default=CONTRACT / "deviations.jsonl",
        metavar="FILE",
        help="what may differ",
    )
    options.add_argument(
        "--base-port", type=int, default=18700, metavar="N", help="port, or the next free one"
    )
    options.add_argument("--only", default="", metavar="REGEX", help="only steps whose <group>/<id> matches")
    options.add_argument("--json", type=Path, metavar="FILE", help="write the counts here")
    options.add_argument(
        "--media-root",
        type=Path,
        metavar="DIR",
        help="use this folder, empty or missing, as media root, and change the paths in the seed accordingly "
        "(default: the recorded media root if it can be made or is empty, else a temporary folder)",
    )
    return options
