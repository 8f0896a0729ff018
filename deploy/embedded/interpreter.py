"""Finds a Python that can run the portal. An old one must be able to read this file far enough to say so."""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def ensure_supported(script: list) -> None:
    """Return when this Python will do; else run `script` (path and arguments) with a better one.

    Raises:
        SystemExit: with a message, when there is none on the search path.
    """
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        python = shutil.which(f"python3.{minor}")
        if python:
            os.execv(python, [python, *script])  # noqa: S606 — there is no shell to use
    sys.exit(
        f"Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} is needed; "
        f"this is {sys.version.split()[0]} ({sys.executable}), and no other is on the search path."
    )
