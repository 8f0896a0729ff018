"""`scripts/manage`: manage.py with the environment of the embedded services."""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping

from deploy.embedded.data import DataFolder
from deploy.embedded.environment import ROOT, Given, basics
from deploy.embedded.errors import PortalError
from deploy.embedded.identity import as_state, stop_stale
from deploy.embedded.logs import Terminal
from deploy.embedded.services import Services
from deploy.embedded.settings import portal_settings
from deploy.embedded.supervisor import Supervisor


def main(options: argparse.Namespace) -> int:
    """Run a management command on a portal's data and return its exit status.

    Raises:
        PortalError: when the services cannot be started, or the portal is just starting.
    """
    data = DataFolder(options.data.absolute())
    if not data.is_running():
        with data.locked():
            return asyncio.run(_with_services(data, options.command))
    environment = data.read_state().get("environment")
    if environment is None:
        raise PortalError("the portal is still starting; try again in a moment")
    return _manage(options.command, environment)


async def _with_services(data: DataFolder, command: list[str]) -> int:
    given = Given.read()
    services = Services.choose(given, data.root)
    await asyncio.to_thread(stop_stale, data.read_state())
    supervisor = Supervisor(
        log_dir=data.log,
        terminal=Terminal(sys.stderr),
        on_change=lambda running: data.write_state({"programs": as_state(running)}),
    )
    # Ctrl-C is for the command alone; the services stop when it has ended.
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    try:
        await services.start(supervisor, os.environ)
        environment = basics(os.environ) | portal_settings(given, data) | services.variables | given.variables
        return await asyncio.to_thread(_manage, command, environment)
    finally:
        await supervisor.stop()
        data.write_state({})


def _manage(command: list[str], environment: Mapping[str, str]) -> int:
    """Run manage.py in the foreground. The terminal's own settings (its kind and size) are passed on."""
    terminal = {
        name: os.environ[name] for name in ("TERM", "COLUMNS", "LINES", "EDITOR") if name in os.environ
    }
    try:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command], env={**environment, **terminal}, check=False
        ).returncode
    except KeyboardInterrupt:
        return 130
