"""A process reads its settings once, so each test that changes a source reads them in one of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]

PROGRAM = """
import json, sys
from django.core.exceptions import ImproperlyConfigured
try:
    from config import settings
except ImproperlyConfigured as error:
    sys.exit(str(error))
values = {name: getattr(settings, name, "not there") for name in sys.argv[1:]}
print(json.dumps(values, default=lambda value: sorted(value) if isinstance(value, set) else str(value)))
"""

ReadSettings = Callable[..., dict[str, Any]]


class RefusedError(Exception):
    """The settings could not be loaded; the text is what the operator sees."""


def environment(**variables: str) -> dict[str, str]:
    """A bare environment with a key, without a local settings file, and with these variables."""
    basics = {"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 50, "LOCAL_SETTINGS": os.devnull}
    return {name: value for name, value in (basics | variables).items() if value}


@pytest.fixture
def read_settings(tmp_path: Path) -> ReadSettings:
    """Load the settings as a process would that starts with this environment and this local settings file.

    ``read_settings("DEBUG", env={"DEBUG": "yes"}, local="USE_RBAC = True")`` returns a dictionary of the
    named settings, or raises `RefusedError`.
    """

    def read(*names: str, env: dict[str, str] | None = None, local: str | None = None) -> dict[str, Any]:
        variables = dict(env or {})
        if local is not None:
            file = tmp_path / "local_settings.py"
            file.write_text(local)
            variables["LOCAL_SETTINGS"] = str(file)
        result = subprocess.run(
            [sys.executable, "-B", "-c", PROGRAM, *names],
            cwd=PROJECT,
            env=environment(**variables),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise RefusedError(result.stderr)
        values: dict[str, Any] = json.loads(result.stdout)
        return values

    return read
