"""`scripts/test`: pytest with services of its own, which are thrown away afterwards."""

import argparse
import asyncio
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.embedded import chromium, commands
from deploy.embedded.environment import ROOT, Given, basics
from deploy.embedded.errors import PortalError
from deploy.embedded.logs import Terminal
from deploy.embedded.services import Services
from deploy.embedded.supervisor import Supervisor

# What steers the test tools. Settings in the caller's environment are left out: they must not change results.
TOOL_PREFIXES = ("PYTEST_", "HYPOTHESIS_", "COVERAGE_", "COV_", "UPDATE_", "OPENAPI_")
TOOL_VARIABLES = ("CI", "TERM", "COLUMNS", "FORCE_COLOR", "NO_COLOR")


def main(options: argparse.Namespace, arguments: Sequence[str]) -> int:
    """Run the tests and return pytest's exit status.

    Raises:
        PortalError: when a service cannot be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    try:
        return asyncio.run(_run(folder, pytest_arguments(options, arguments)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_arguments(options: argparse.Namespace, arguments: Sequence[str]) -> list[str]:
    """Return pytest's command line: one process for each processor, and what the caller asks for."""
    command = ["-n", str(os.cpu_count() or 1), "--dist", "loadgroup"]
    if options.junit:
        command += [f"--junitxml={options.junit.absolute()}"]
    if options.coverage:
        command += ["--cov", "--cov-report=term:skip-covered", "--cov-report=xml"]
    return command + list(arguments)


async def _run(folder: Path, arguments: Sequence[str]) -> int:
    commands.end_on_signals()
    services = Services.choose(Given(), folder, throw_away=True)
    supervisor = Supervisor(log_dir=folder / "log", terminal=Terminal(sys.stderr))
    try:
        await services.start(supervisor, os.environ)
        variables = environment(os.environ, folder) | services.variables
        variables |= await asyncio.to_thread(_browser)
        os.chdir(ROOT)
        return await commands.foreground(sys.executable, "-m", "pytest", *arguments, env=variables)
    finally:
        await supervisor.stop()


def _browser() -> dict[str, str]:
    """Where the browser tests find Chromium. Without one they fail, and say so; the others can do without."""
    try:
        return {"CHROMIUM": chromium.find(os.environ)}
    except PortalError as error:
        print(error, file=sys.stderr)
        return {}


def environment(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the environment of the tests, without the services."""
    tools = {
        name: value
        for name, value in environ.items()
        if name in TOOL_VARIABLES or name.startswith(TOOL_PREFIXES)
    }
    return (
        basics(environ)
        | tools
        | {
            "SECRET_KEY": secrets.token_hex(32),
            "DEBUG": "False",
            "LOCAL_SETTINGS": os.devnull,
            "MEDIA_ROOT": f"{folder / 'media_files'}/",
            "STATIC_ROOT": f"{folder / 'static'}/",
            "LOGS_DIR": str(folder / "log"),
        }
    )
