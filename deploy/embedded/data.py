"""The data folder: everything that a portal started with embedded services keeps."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.embedded.errors import PortalError

OURS = ("pg", "valkey", "media_files", "static", "log", "run", "secret_key")


class AlreadyRunningError(PortalError):
    """Another supervisor holds the data folder."""


@dataclass(frozen=True)
class DataFolder:
    """Paths below the data folder (`var/` unless told otherwise)."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "pg"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def media(self) -> Path:
        return self.root / "media_files"

    @property
    def static(self) -> Path:
        return self.root / "static"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def state_file(self) -> Path:
        return self.run / "state.json"

    def create(self) -> None:
        """Make the folders; what holds secrets or visitors' addresses is for the owner alone."""
        for folder in (self.media, self.static):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.valkey, self.log, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process; the kernel lets go when the process ends, however it ends.

        Raises:
            AlreadyRunningError: when another process holds it.
        """
        self.create()
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunningError(str(self.root)) from error
            yield

    def is_running(self) -> bool:
        """Whether a supervisor holds the folder now."""
        if not self.run.is_dir():
            return False
        try:
            with self.locked():
                return False
        except AlreadyRunningError:
            return True

    def read_state(self) -> dict[str, Any]:
        """What the last supervisor wrote down: url, ports, environment, programs; {} if nothing."""
        try:
            state: dict[str, Any] = json.loads(self.state_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return state

    def write_state(self, state: Mapping[str, Any]) -> None:
        """Replace the state file. It holds passwords: only the owner may read it."""
        write_private(self.state_file, json.dumps(state, indent=2))

    def secret(self, name: str) -> str:
        """Return the random text kept in `root/<name>`, made at the first call (64 hexadecimal digits)."""
        path = self.root / name
        if not path.exists():
            write_private(path, secrets.token_hex(32))
        return path.read_text(encoding="utf-8").strip()

    def remove(self) -> None:
        """Delete everything that a portal put here, and nothing else."""
        for name in OURS:
            path = self.root / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, in one step."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(path)
