"""The recordings and what belongs to them, as files."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from tests.contract.comparison import Step

FOLDER = Path(__file__).parent
SEED = FOLDER / "a"
CASES = FOLDER / "cases.jsonl.gz"
DEVIATIONS = FOLDER / "deviations.jsonl"

MEDIA_ROOT = "/home/mediacms.io/mediacms/media_files/"
"""The media root of the recording; rows of the seed hold absolute paths below it."""


@dataclass(frozen=True)
class MediaRoot:
    """Where the media files of the recording are in a replay. Both paths end in a slash."""

    here: str = MEDIA_ROOT
    recorded: str = MEDIA_ROOT

    def to_here(self, text: str) -> str:
        """Make paths of the recording those of the replay."""
        return text.replace(self.recorded, self.here)

    def to_recorded(self, text: str) -> str:
        """Make paths of the replay those of the recording."""
        return text.replace(self.here, self.recorded)


def open_text(path: Path) -> TextIO:
    """Open a text file, compressed or not."""
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def seed_script(seed: Path, name: str, media_root: MediaRoot) -> Iterator[str]:
    """Yield the lines of a seed's SQL script, of its compressed form if it has that.

    Args:
        seed: the folder.
        name: ``seed.sql`` or ``reset.sql``.
        media_root: what the paths in the rows are to begin with.
    """
    compressed = seed / f"{name}.gz"
    with open_text(compressed if compressed.exists() else seed / name) as lines:
        yield from map(media_root.to_here, lines)


def read_meta(seed: Path) -> dict[str, Any]:
    """Return a seed's users, host and variants."""
    meta: dict[str, Any] = json.loads((seed / "meta.json").read_text(encoding="utf-8"))
    return meta


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines; lines that begin with ``#`` are comments."""
    with open_text(path) as lines:
        return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]


def grouped(steps: Iterable[Step]) -> dict[tuple[str, str], list[Step]]:
    """Return the steps by variant and group, in their order."""
    groups: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        groups.setdefault((step.get("variant", "default"), step["group"]), []).append(step)
    return groups
