"""`scripts/manage`: manage.py with the environment of the embedded services."""

import argparse
import asyncio
import os
import sys

from deploy.embedded import commands
from deploy.embedded.data import DataFolder
from deploy.embedded.environment import ROOT, Given
from deploy.embedded.errors import PortalError
from deploy.embedded.identity import as_state, stop_stale
from deploy.embedded.logs import Terminal
from deploy.embedded.services import Services
from deploy.embedded.settings import application_environment
from deploy.embedded.supervisor import Supervisor

# What a command needs of the terminal that it is run in.
TERMINAL_VARIABLES = ("TERM", "COLUMNS", "LINES", "EDITOR")


def main(options: argparse.Namespace) -> int:
    """Run a management command on a portal's data and return its exit status.

    Raises:
        PortalError: when the services cannot be started, or the portal is just starting.
    """
    data = DataFolder(options.data.absolute())
    argv = [sys.executable, str(ROOT / "manage.py"), *options.command]
    terminal = {name: os.environ[name] for name in TERMINAL_VARIABLES if name in os.environ}
    if not data.is_running():
        with data.locked():
            return asyncio.run(_with_services(data, argv, terminal))
    environment = data.read_state().get("environment")
    if environment is None:
        raise PortalError("the portal is still starting; try again in a moment")
    return os.execve(sys.executable, argv, environment | terminal)  # noqa: S606 — there is no shell to use


async def _with_services(data: DataFolder, argv: list[str], terminal: dict[str, str]) -> int:
    commands.end_on_signals()
    await asyncio.to_thread(stop_stale, data.read_state())
    given = Given.read()
    services = Services.choose(given, data.root)
    supervisor = Supervisor(
        log_dir=data.log,
        terminal=Terminal(sys.stderr),
        on_change=lambda running: data.write_state({"programs": as_state(running)}),
    )
    try:
        await services.start(supervisor, os.environ)
        environment = application_environment(os.environ, given, data, services)
        return await commands.foreground(*argv, env=environment | terminal)
    finally:
        await supervisor.stop()
        data.write_state({})
