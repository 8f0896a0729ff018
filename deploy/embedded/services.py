"""The services that the application needs, each started only when the caller brings none along."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded import ffmpeg
from deploy.embedded.environment import Given, basics
from deploy.embedded.postgres import Postgres
from deploy.embedded.supervisor import Program, Supervisor
from deploy.embedded.valkey import Valkey


@dataclass
class Services:
    """PostgreSQL, Valkey and FFmpeg for one portal.

    Args:
        postgres, valkey: the servers to start, None for one that the caller has.
        variables: where the application finds what it needs.
    """

    postgres: Postgres | None
    valkey: Valkey | None
    variables: dict[str, str] = field(default_factory=dict)

    @classmethod
    def choose(cls, given: Given, folder: Path, *, throw_away: bool = False) -> "Services":
        """Decide what to embed.

        Args:
            given: what the caller has set.
            folder: data folder of the servers (`pg`, `valkey` and `run` below it).
            throw_away: servers for tests, which keep nothing.

        Raises:
            ffmpeg.NoFFmpegError: when no FFmpeg runs on this machine.
        """
        services = cls(
            None if given.database else Postgres(folder / "pg", folder / "run", throw_away),
            None if given.redis else Valkey.create(folder / "valkey", throw_away=throw_away),
        )
        if services.postgres:
            services.variables |= services.postgres.variables
        if services.valkey:
            services.variables |= services.valkey.variables
        if not given.has("FFMPEG_COMMAND"):
            services.variables |= ffmpeg.find()
        return services

    @property
    def names(self) -> str:
        """What is embedded, for people: `PostgreSQL and Valkey`."""
        names = ["PostgreSQL"] * (self.postgres is not None) + ["Valkey"] * (self.valkey is not None)
        return " and ".join(names)

    async def start(self, supervisor: Supervisor, environ: Mapping[str, str]) -> None:
        """Start the embedded servers and make the database.

        Raises:
            postgres.DatabaseError, unprivileged.UnreachableError: when the database cannot be set up.
            supervisor.ProgramError: when a server does not start.
        """
        env = basics(environ)
        programs: list[Program] = []
        if self.valkey:
            programs.append(self.valkey.program(env))
        if self.postgres:
            programs.append(await self.postgres.program(env))
        await supervisor.start(*programs)
        if self.postgres:
            await asyncio.to_thread(self.postgres.ensure_database)
