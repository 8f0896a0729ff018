"""Entry point inside the virtual environment: `python -m bench …`."""

import importlib
import sys

from bench import cli

if __name__ == "__main__":
    options = cli.parser().parse_args()
    try:
        sys.exit(importlib.import_module(options.run).main(options))
    except KeyboardInterrupt:
        sys.exit(130)
