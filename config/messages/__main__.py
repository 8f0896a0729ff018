"""`python -m config.messages`: bring the catalogues up to date with the code, and compile them."""

import argparse
import sys
from collections.abc import Sequence

from config.messages.catalogues import LOCALE, File, compile_file, files, is_translated, update
from config.messages.extraction import COMPLETE, templates
from deploy.embedded.cli import messages_parser


def main(options: argparse.Namespace) -> int:
    """Extract, compile, and say how complete each language is; return the exit status."""
    found = templates()
    listed = {*COMPLETE, *options.fill}
    chosen = {File(LOCALE / name / "LC_MESSAGES" / f"{domain}.po") for name in listed for domain in found}
    lacking = False
    for file in sorted(chosen | set(files()), key=lambda file: file.path):
        update(file, found[file.domain], with_empty=file.language in listed)
        compile_file(file)
        total = sum(bool(message.id) for message in found[file.domain])
        done = sum(bool(message.id) and is_translated(message) for message in file.read())
        lacking |= done < total and file.language in COMPLETE
        print(f"{file.language:8} {file.domain:9} {done:4} of {total}")  # noqa: T201
    return int(lacking)


def run(arguments: Sequence[str]) -> int:
    """The command, without the name of the program."""
    return main(messages_parser().parse_args(arguments))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
