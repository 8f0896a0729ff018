"""`scripts/start`: brings the portal up, keeps it running, and takes it down."""

import argparse
import asyncio
import os
import secrets
import signal
import string
import time
from pathlib import Path

from deploy.embedded import commands, identity, network, programs
from deploy.embedded.data import AlreadyRunningError, DataFolder
from deploy.embedded.environment import ADMIN_VARIABLES, ROOT, Given, basics
from deploy.embedded.errors import PortalError
from deploy.embedded.identity import Recorded
from deploy.embedded.logs import Terminal
from deploy.embedded.services import Services
from deploy.embedded.settings import application_environment
from deploy.embedded.supervisor import Program, Supervisor

PASSWORD_LENGTH = 16
ADMIN_MADE = "created administrator"  # said by the command portal_setup


class Portal:
    """One portal on one data folder, which the caller holds locked."""

    def __init__(self, options: argparse.Namespace, data: DataFolder, terminal: Terminal) -> None:
        self._options = options
        self._data = data
        self._terminal = terminal
        self._began = time.monotonic()
        self._supervisor = Supervisor(log_dir=data.log, terminal=terminal, on_change=self._remember)
        self._stop_requested = asyncio.Event()
        self._state: dict[str, object] = {}
        self._admin_password = ""

    async def run(self) -> None:
        """Bring the portal up, wait for a signal to stop, take it down.

        Raises:
            PortalError: when something cannot be started.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._on_signal)
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(self._stop_requested.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopping
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            self._announce_admin()
            self._terminal.say("Stopping …")
            await self._supervisor.stop()
            self._data.write_state({})
            self._terminal.say("Stopped.")

    def _on_signal(self) -> None:
        if self._stop_requested.is_set():
            self._supervisor.hurry()
        self._stop_requested.set()

    async def _start(self) -> None:
        state = self._data.read_state()
        if state.get("programs"):
            with self._terminal.step("stopping what a crashed run left"):
                await asyncio.to_thread(identity.stop_stale, state)
        given = Given.read()
        services = Services.choose(given, self._data.root)
        if services.names:
            with self._terminal.step(f"starting {services.names}"):
                await services.start(self._supervisor, os.environ)
        await self._start_application(given, services)
        if self._options.demo:
            with self._terminal.step("adding demonstration content"):
                await commands.manage("demo", env=self._environment, on_line=self._terminal.say)
        self._supervisor.echo = True

    async def _start_application(self, given: Given, services: Services) -> None:
        host = self._options.host
        port = network.first_free_port(host, self._options.port)
        url = f"http://{network.joined(network.reachable(host), port)}"
        self._environment = application_environment(os.environ, given, self._data, services, url)
        with self._terminal.step("preparing database and files"):
            await self._set_up(given)
        application = network.any_free_port()
        self._state = {
            "url": f"{url}/",
            "supervisor": os.getpid(),
            "ports": {"http": port, "gunicorn": application}
            | ({"valkey": services.valkey.port} if services.valkey else {}),
            "environment": self._environment,
        }
        roots = await self._served_folders(given)
        nginx = programs.nginx(
            (host, port),
            application=application,
            media_root=roots["MEDIA_ROOT"],
            static_root=roots["STATIC_ROOT"],
            folder=self._data.run / "nginx",
            env=basics(os.environ),
        )
        with self._terminal.step("starting web server, application and workers"):
            await self._supervisor.start(
                nginx,
                programs.gunicorn(application, self._environment),
                programs.short_worker(self._environment),
                programs.long_worker(self._environment),
                *await self._transcription(given),
                programs.beat(self._data.run, self._environment),
            )
        self._announce(url, port)

    async def _set_up(self, given: Given) -> None:
        """Prepare database and files. A password is made up in case this is the first start."""
        admin = {name: os.environ[name] for name in ADMIN_VARIABLES if os.environ.get(name)}
        made_up = "" if "ADMIN_PASSWORD" in {*admin, *given.assigned} else _new_password()
        if made_up:
            admin["ADMIN_PASSWORD"] = made_up
        output = await commands.manage("portal_setup", env=self._environment | admin)
        if made_up and ADMIN_MADE in output:
            self._admin_password = made_up

    async def _transcription(self, given: Given) -> list[Program]:
        if not given.has("USE_WHISPER_TRANSCRIBE"):
            return []
        values = await commands.settings_values(*programs.TRANSCRIPTION_SETTINGS, env=self._environment)
        worker, remark = programs.whisper_worker(values, self._environment)
        if remark:
            self._terminal.say(remark)
        return [worker] if worker else []

    async def _served_folders(self, given: Given) -> dict[str, Path]:
        names = ("MEDIA_ROOT", "STATIC_ROOT")
        if given.assigned.isdisjoint(names):
            return {name: ROOT / self._environment[name] for name in names}
        values = await commands.settings_values(*names, env=self._environment)
        return {name: ROOT / value for name, value in values.items()}

    def _announce(self, url: str, port: int) -> None:
        if port != self._options.port:
            self._terminal.say(f"Port {self._options.port} is taken; using {port}.")
        if os.geteuid() == 0:
            self._terminal.say(
                "Running as root: fine for a trial, but let an ordinary user run what others can reach."
            )
        self._terminal.say(f"\nThe portal is ready after {time.monotonic() - self._began:.1f} s: {url}/")
        self._announce_admin()
        self._terminal.say(f"Data and logs: {self._data.root}. Stop with Ctrl-C.\n")

    def _announce_admin(self) -> None:
        """Say the new password, once, to the terminal alone."""
        if self._admin_password:
            self._terminal.say(f"admin password: {self._admin_password}")
            self._admin_password = ""

    def _remember(self, running: list[Recorded]) -> None:
        self._data.write_state({**self._state, "programs": identity.as_state(running)})


def main(options: argparse.Namespace) -> int:
    """Run `scripts/start` and return its exit status."""
    terminal = Terminal()
    data = DataFolder(options.data.absolute())
    try:
        with data.locked():
            if options.reset and not _reset(data, options, terminal):
                return 1
            return asyncio.run(_run(options, data, terminal))
    except AlreadyRunningError:
        url = data.read_state().get("url", "not ready yet")
        terminal.say(f"The portal is already running with the data in {data.root}: {url}")
        return 1


async def _run(options: argparse.Namespace, data: DataFolder, terminal: Terminal) -> int:
    try:
        await Portal(options, data, terminal).run()
    except PortalError as error:
        terminal.say(f"\nThe portal cannot run: {error}")
        return 1
    return 0


def _reset(data: DataFolder, options: argparse.Namespace, terminal: Terminal) -> bool:
    """Empty the data folder if that is really meant."""
    if not options.yes:
        try:
            answer = input(f"Delete all users, media and settings in {data.root}? Type yes: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            terminal.say("Nothing was deleted.")
            return False
    identity.stop_stale(data.read_state())
    data.remove()
    data.create()
    return True


def _new_password() -> str:
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(PASSWORD_LENGTH))
