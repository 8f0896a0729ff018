"""The embedded servers for real: PostgreSQL, Valkey, FFmpeg."""

import asyncio
import io
import os
import socket
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis

from deploy.embedded import ffmpeg
from deploy.embedded.environment import Given
from deploy.embedded.identity import Recorded
from deploy.embedded.logs import Terminal
from deploy.embedded.postgres import LONGEST_SOCKET_PATH, Postgres
from deploy.embedded.services import Services
from deploy.embedded.supervisor import Supervisor


class Servers:
    """PostgreSQL and Valkey on one data folder, started and stopped at will."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.recorded: list[Recorded] = []

    def run(self, use: Callable[["Servers"], Awaitable[None]]) -> None:
        asyncio.run(self._run(use))

    async def _run(self, use: Callable[["Servers"], Awaitable[None]]) -> None:
        services = Services.choose(Given(), self.folder)
        self.variables = services.variables
        supervisor = Supervisor(
            log_dir=self.folder / "log",
            terminal=Terminal(io.StringIO()),
            on_change=lambda recorded: setattr(self, "recorded", recorded),
            first_delay=0.1,
        )
        try:
            await services.start(supervisor, os.environ)
            await use(self)
        finally:
            await supervisor.stop()

    def process(self, name: str) -> psutil.Process:
        found = next(recorded for recorded in self.recorded if recorded.name == name).identity.find()
        assert found
        return found

    def database(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=self.variables["POSTGRES_HOST"],
            user=self.variables["POSTGRES_USER"],
            dbname=self.variables["POSTGRES_NAME"],
            autocommit=True,
        )

    def valkey(self) -> redis.Redis:
        return redis.Redis.from_url(self.variables["REDIS_LOCATION"])


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    # Not below pytest's folder: every pytest of this user closes that to PostgreSQL's user again.
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        yield Servers(Path(folder))


def test_data_survives_a_restart_and_a_crash(servers: Servers) -> None:
    async def fill(servers: Servers) -> None:
        with servers.database() as connection:
            connection.execute("CREATE TABLE kept (name text)")
            connection.execute("INSERT INTO kept VALUES ('Zoë'), ('ada'), ('Bob')")
        servers.valkey().set("queued", "task")

    async def crash(servers: Servers) -> None:
        for name in ("postgres", "valkey"):
            servers.process(name).kill()
        for _ in range(300):
            await asyncio.sleep(0.02)
            if await asyncio.to_thread(both_answer, servers):
                break
        check(servers)

    async def check_again(servers: Servers) -> None:
        check(servers)

    def check(servers: Servers) -> None:
        with servers.database() as connection:
            rows = connection.execute("SELECT name FROM kept ORDER BY name").fetchall()
        # Code point order, as in the legacy image's database.
        assert [name for (name,) in rows] == ["Bob", "Zoë", "ada"]
        assert servers.valkey().get("queued") == b"task"

    for use in (fill, crash, check_again):
        servers.run(use)


def both_answer(servers: Servers) -> bool:
    try:
        servers.database().close()
        return bool(servers.valkey().ping())
    except (psycopg.OperationalError, redis.ConnectionError, redis.exceptions.BusyLoadingError):
        return False


def test_database_listens_on_no_network_and_only_its_owner_gets_in(servers: Servers) -> None:
    async def look(servers: Servers) -> None:
        sockets = [each for each in servers.process("postgres").net_connections() if each.status == "LISTEN"]
        assert {each.family.name for each in sockets} <= {"AF_UNIX"}
        assert Path(servers.variables["POSTGRES_HOST"]).stat().st_mode & 0o777 == 0o700

    servers.run(look)


def test_valkey_asks_for_a_password_and_listens_on_the_loopback_interface(servers: Servers) -> None:
    async def look(servers: Servers) -> None:
        port = urlsplit(servers.variables["REDIS_LOCATION"]).port
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            stranger.sendall(b"PING\r\n")
            assert stranger.recv(100).startswith(b"-NOAUTH")
        addresses = {each.laddr.ip for each in servers.process("valkey").net_connections("inet")}
        assert addresses == {"127.0.0.1"}

    servers.run(look)


def test_password_of_valkey_is_not_on_its_command_line(servers: Servers) -> None:
    async def look(servers: Servers) -> None:
        password = urlsplit(servers.variables["REDIS_LOCATION"]).password
        assert password
        assert password not in " ".join(servers.process("valkey").cmdline())

    servers.run(look)


def test_long_paths_and_commas_lead_to_a_socket_elsewhere(tmp_path: Path) -> None:
    for run in (tmp_path / ("x" * 100), tmp_path / "a,b"):
        folder = Postgres(tmp_path, run).socket_folder
        assert not folder.is_relative_to(run)
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
    assert Postgres(tmp_path, Path("/short")).socket_folder == Path("/short/pg")


def fake_ffmpeg(folder: Path, version: str, encoders: str) -> str:
    program = folder / "ffmpeg"
    program.write_text(
        f"#!/bin/sh\ncase $1 in -version) echo 'ffmpeg version {version}';; *) echo '{encoders}';; esac\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("version", "encoders", "usable"),
    [
        ("5.1.6-0+deb12u1", "libx264", True),
        ("n8.1.2", "libx264", True),
        ("N-118000-gabcdef", "libx264", True),
        ("4.4.2", "libx264", False),
        ("7.0", "libopenh264", False),
    ],
)
def test_which_ffmpeg_will_do(tmp_path: Path, version: str, encoders: str, usable: bool) -> None:
    assert ffmpeg.is_usable(fake_ffmpeg(tmp_path, version, encoders)) is usable


def test_usable_system_ffmpeg_is_preferred(tmp_path: Path) -> None:
    program = fake_ffmpeg(tmp_path, "7.1", "libx264")
    found = ffmpeg.find(lambda name: program)
    assert found == {"FFMPEG_COMMAND": program, "FFPROBE_COMMAND": program}


def test_without_a_system_ffmpeg_the_one_from_the_wheel_runs() -> None:
    found = ffmpeg.find(lambda name: None)
    for command in found.values():
        subprocess.run([command, "-version"], check=True, capture_output=True)
