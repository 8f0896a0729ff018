"""Runs the benchmark and prints what it found."""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from apps.encoding import runner
from bench import results
from bench.encode import clips, quality, report, ways
from bench.encode.clips import Clip
from bench.encode.ways import WAYS, Choices
from bench.results import Numbers
from deploy.embedded import ffmpeg
from deploy.embedded.logs import Terminal


def main(options: argparse.Namespace) -> int:
    """Run the benchmark.

    Returns:
        The exit status: 1 for a bar that is missed under `--check`, 2 for a program that failed.
    """
    temporary = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder = options.folder or temporary
    folder.mkdir(parents=True, exist_ok=True)
    program = options.ffmpeg or ffmpeg.find()["FFMPEG_COMMAND"]
    choices = Choices(program, options.preset, options.threads, options.at_once)
    numbers: Numbers = {"machine": results.machine(), "settings": _settings(options), "clips": {}}
    try:
        for clip in _clips(options, folder):
            numbers["clips"][clip.name] = _measure(clip, temporary, choices, options)
    except runner.ProgramError as error:
        sys.stderr.write(f"{error}\n{error.stderr}\n")
        return 2
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    text = report.lines(numbers)
    missed = report.missed(numbers)
    if options.against:
        text += ["", *results.comparison(results.load(options.against)["clips"], numbers["clips"])]
    text += ["", *(missed or ["every bar is met"])]
    sys.stdout.write("\n".join(text) + "\n")
    if options.json:
        results.store(options.json, numbers)
    return 1 if missed and options.check else 0


def _settings(options: argparse.Namespace) -> Numbers:
    names = ("preset", "threads", "at_once", "rounds", "height", "bitrate", "ffmpeg")
    return {name: getattr(options, name) for name in names}


def _clips(options: argparse.Namespace, folder: Path) -> list[Clip]:
    height, rate = options.height, options.bitrate
    short, long = (
        folder / clips.file_name(height, seconds, rate) for seconds in (options.seconds, options.long_seconds)
    )
    made = [
        Clip("short", short, height, options.seconds, bitrate=rate),
        Clip("long", long, height, options.long_seconds, options.chunk_seconds, bitrate=rate),
    ]
    return [clip for clip in made if clip.name in (options.clip or ("short", "long"))]


def _measure(clip: Clip, folder: Path, choices: Choices, options: argparse.Namespace) -> Numbers:
    terminal = Terminal(sys.stderr)
    with terminal.step(f"making the {clip.name} clip"):
        clips.make(clip, ffmpeg=choices.ffmpeg)
    measured: dict[str, list[Numbers]] = {name: [] for name in WAYS}
    for number in range(options.rounds):
        for name in _order(number):
            with terminal.step(f"{clip.name} clip, round {number + 1}, {name}"):
                measured[name].append(_run(clip, folder / f"{clip.name} {name}", choices, name))
    numbers: Numbers = {name: _medians(runs) for name, runs in measured.items()}
    legacy, ours = (numbers[name] for name in WAYS)
    numbers["ratio"] = {key: round(legacy[key] / ours[key], 3) for key in ("wall", "cpu", "first")}
    if not options.no_quality:
        with terminal.step(f"{clip.name} clip, quality"):
            numbers["vmaf"] = _quality(clip, folder)
    return numbers


def _order(number: int) -> list[str]:
    """Alternate, so that neither way always follows the other."""
    names = list(WAYS)
    return names if number % 2 == 0 else names[::-1]


def _run(clip: Clip, folder: Path, choices: Choices, name: str) -> Numbers:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    before = _cpu()
    run = ways.run(clip, folder, choices, together=WAYS[name])
    return {
        "wall": round(run.wall, 2),
        "cpu": round(_cpu() - before, 2),
        "first": round(run.first, 2),
        "share": round(run.first / run.wall, 3),
    }


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _medians(runs: Sequence[Numbers]) -> Numbers:
    medians = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    return {**medians, "runs": list(runs)}


def _quality(clip: Clip, folder: Path) -> Numbers:
    """VMAF of each rendition, by way and resolution, of the last round."""
    program = quality.ffmpeg_with_vmaf()
    resolutions = [profile.resolution for group in ways.groups(clip, together=False) for profile in group]
    return {
        name: {
            str(resolution): round(
                quality.vmaf(folder / f"{clip.name} {name}" / f"{resolution}.mp4", clip, ffmpeg=program), 2
            )
            for resolution in resolutions
        }
        for name in WAYS
    }
