"""`python -m deploy.embedded status`: the programs of a running portal, and what they use."""

import argparse
import json
import time
from dataclasses import asdict, dataclass

import psutil

from deploy.embedded.data import DataFolder
from deploy.embedded.identity import Recorded, family

MIB = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """One program with all of its processes.

    Memory is told twice, in bytes: `rss` counts pages that processes share once for each of them, `pss`
    divides them, so that the sum over all programs is what the portal takes.
    """

    name: str
    pid: int | None
    processes: int
    uptime: float
    rss: int
    pss: int


def main(options: argparse.Namespace) -> int:
    """Print the state of a portal; 0 when it runs, else 1."""
    data = DataFolder(options.data.absolute())
    running = data.is_running()
    state = data.read_state() if running else {}
    usages = [usage(recorded) for recorded in Recorded.all_in(state)]
    if options.json:
        report = {
            "running": running,
            "url": state.get("url"),
            "ports": state.get("ports", {}),
            "programs": [asdict(each) for each in usages],
        }
        print(json.dumps(report, indent=2))
    elif running:
        _print_table(str(state.get("url", "starting")), state.get("ports", {}), usages)
    else:
        print(f"No portal is running with the data in {data.root}.")
    return 0 if running else 1


def usage(recorded: Recorded) -> Usage:
    """Measure a program; without a process id when it is just being started again."""
    first = recorded.identity.find()
    processes = ([first] if first else []) + family(recorded.identity, recorded.mark)
    memory = [_memory(process) for process in processes]
    return Usage(
        name=recorded.name,
        pid=first.pid if first else None,
        processes=len(processes),
        uptime=round(time.time() - recorded.identity.started, 1) if first else 0.0,
        rss=sum(rss for rss, _ in memory),
        pss=sum(pss for _, pss in memory),
    )


def _memory(process: psutil.Process) -> tuple[int, int]:
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0, 0
    return full.rss, getattr(full, "pss", full.rss)  # PSS is Linux's


def _print_table(url: str, ports: dict[str, int], usages: list[Usage]) -> None:
    print(f"{url}   " + "   ".join(f"{name} {port}" for name, port in ports.items()))
    print(f"{'program':<12}{'pid':>8}{'processes':>11}{'uptime s':>11}{'RSS MiB':>10}{'PSS MiB':>10}")
    total = Usage("total", None, *(sum(column) for column in _columns(usages)))
    for each in (*usages, total):
        print(
            f"{each.name:<12}{each.pid or '':>8}{each.processes:>11}{each.uptime:>11.0f}"
            f"{each.rss / MIB:>10.1f}{each.pss / MIB:>10.1f}"
        )


def _columns(usages: list[Usage]) -> list[list[int]]:
    return [
        [each.processes for each in usages],
        [0],
        [each.rss for each in usages],
        [each.pss for each in usages],
    ]
