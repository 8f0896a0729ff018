"""Numbers of a benchmark: stored, and compared with stored ones."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Numbers = dict[str, Any]
"""Names to numbers, texts, or further numbers; what JSON can hold."""


def machine() -> Numbers:
    """Return what numbers of one machine depend on."""
    return {
        "cores": os.cpu_count() or 1,
        "processor": _processor(),
        "system": platform.platform(),
        "load": round(os.getloadavg()[0], 2),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def store(path: Path, numbers: Numbers) -> None:
    """Write numbers as JSON."""
    path.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Numbers:
    """Read what :func:`store` wrote."""
    numbers: Numbers = json.loads(path.read_text(encoding="utf-8"))
    return numbers


def flat(numbers: Numbers, prefix: str = "") -> dict[str, float]:
    """Return the numbers by dotted names, lists and texts left out."""
    found: dict[str, float] = {}
    for name, value in numbers.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[prefix + name] = float(value)
    return found


def comparison(before: Numbers, now: Numbers) -> list[str]:
    """Return a line for each number that both have."""
    old, new = flat(before), flat(now)
    rows = [
        (
            name,
            f"{old[name]:.2f}",
            f"{new[name]:.2f}",
            f"{new[name] / old[name] - 1:+.1%}" if old[name] else "",
        )
        for name in new
        if name in old
    ]
    return table([("", "before", "now", "change"), *rows]) if rows else ["nothing in common to compare"]


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of texts as aligned lines, the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in rows
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
