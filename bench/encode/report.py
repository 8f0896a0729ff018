"""What the numbers say, for people."""

from bench import results
from bench.encode.ways import WAYS
from bench.results import Numbers

FASTER = 1.4
QUALITY = 0.5
FIRST = 0.25


def lines(numbers: Numbers) -> list[str]:
    """Return the numbers as tables."""
    machine = numbers["machine"]
    head = f"{machine['processor']}, {machine['cores']} cores, load {machine['load']} at the start"
    rows: list[tuple[str, ...]] = [("", "wall s", "cpu s", "first playable s", "of total")]
    for clip, found in numbers["clips"].items():
        for name in WAYS:
            way = found[name]
            figures = (
                f"{way['wall']:.1f}",
                f"{way['cpu']:.1f}",
                f"{way['first']:.1f}",
                f"{way['share']:.0%}",
            )
            rows.append((f"{clip}, {name}", *figures))
        ratio = (f"{found['ratio'][key]:.2f}" for key in ("wall", "cpu", "first"))
        rows.append((f"{clip}, times faster", *ratio, ""))
    return [head, "", *results.table(rows), *_vmaf_report(numbers)]


def _vmaf_report(numbers: Numbers) -> list[str]:
    rows = [("VMAF", *WAYS)]
    for clip, found in numbers["clips"].items():
        legacy, ours = (found.get("vmaf", {}).get(name, {}) for name in WAYS)
        rows += [(f"{clip}, {key}", f"{legacy[key]:.2f}", f"{ours[key]:.2f}") for key in legacy]
    return ["", *results.table(rows)] if len(rows) > 1 else []


def missed(numbers: Numbers) -> list[str]:
    """Return what falls short of the bars, in words."""
    short = []
    for clip, found in numbers["clips"].items():
        if found["ratio"]["wall"] < FASTER:
            short.append(f"missed: {clip} is {found['ratio']['wall']:.2f} times faster, not {FASTER}")
        if found["together"]["share"] > FIRST:
            short.append(f"missed: {clip} is playable after {found['together']['share']:.0%} of the time")
        legacy, ours = (found.get("vmaf", {}).get(name, {}) for name in WAYS)
        for key, value in legacy.items():
            if abs(value - ours[key]) > QUALITY:
                short.append(f"missed: VMAF of {clip} at {key} is {ours[key]:.2f}, not {value:.2f}")
    return short
