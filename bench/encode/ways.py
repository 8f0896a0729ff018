"""The two ways from a clip to its renditions, as jobs in the order of the pipeline."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from apps.encoding import commands, ladder, runner
from apps.encoding.commands import EncodeFiles
from bench.encode.clips import Clip

WAYS = {"one by one": False, "together": True}
"""Names of the ways: the legacy one first, then ours; whether renditions are encoded together."""
MINIMUM = (144, 240)
MAX_PIXELS = 8_000_000
TIMEOUT = 6 * 3600


@dataclass(frozen=True, slots=True)
class Profile:
    """A rung of the default ladder."""

    resolution: int
    extension: str = "mp4"
    codec: str = "h264"


LADDER = tuple(Profile(resolution) for resolution in (144, 240, 360, 480, 720, 1080))


@dataclass(frozen=True, slots=True)
class Choices:
    """How encodes are run; `threads` in our way only, since the legacy server has no such setting."""

    ffmpeg: str
    preset: str
    threads: int = 0
    at_once: int = 1


@dataclass(slots=True)
class Run:
    """One way through the ladder; times are seconds since its start.

    Attributes:
        finished: when each rendition was there, by resolution.
    """

    folder: Path
    wall: float = 0.0
    finished: dict[int, float] = field(default_factory=dict)

    @property
    def first(self) -> float:
        """When the first rendition could be played."""
        return min(self.finished.values())

    def output(self, profile: Profile) -> Path:
        """The finished rendition."""
        return self.folder / f"{profile.resolution}.mp4"


def run(clip: Clip, folder: Path, choices: Choices, *, together: bool) -> Run:
    """Encode a clip with the default ladder and return when what was done.

    Args:
        folder: an empty folder for the renditions.
        together: our way; the legacy one otherwise.
    """
    started = time.monotonic()
    encoding = _Encoding(clip, Run(folder), choices, started, _pieces(clip, folder, choices))
    jobs = [
        (piece, group) for group in groups(clip, together=together) for piece in range(len(encoding.pieces))
    ]
    with ThreadPoolExecutor(choices.at_once) as pool:
        for future in [pool.submit(encoding.encode, *job) for job in jobs]:
            future.result()
    encoding.run.wall = time.monotonic() - started
    return encoding.run


def groups(clip: Clip, *, together: bool) -> list[list[Profile]]:
    """Return what each process encodes, in order."""
    chosen = ladder.renditions(LADDER, video_height=clip.height, minimum_resolutions=MINIMUM)
    return ladder.groups(
        chosen,
        profile_of=lambda profile: profile,
        source=clip.source,
        minimum_resolutions=MINIMUM,
        together=together,
        max_pixels=MAX_PIXELS,
    )


def _pieces(clip: Clip, folder: Path, choices: Choices) -> list[Path]:
    if not clip.chunk_seconds:
        return [clip.path]
    pattern = str(folder / "piece%02d.mkv")
    _start(commands.split(str(clip.path), pattern, seconds=clip.chunk_seconds, ffmpeg=choices.ffmpeg))
    return sorted(folder.glob("piece*.mkv"))


class _Encoding:
    """The state of one run: which pieces of which renditions are done."""

    def __init__(
        self, clip: Clip, run: Run, choices: Choices, started: float, pieces: Sequence[Path]
    ) -> None:
        self.run = run
        self.pieces = pieces
        self._clip = clip
        self._choices = choices
        self._started = started
        self._done: Counter[int] = Counter()
        self._lock = Lock()

    def encode(self, piece: int, group: Sequence[Profile]) -> None:
        """Encode one piece with a group of profiles; join the renditions of which it was the last piece."""
        files = [self._files(piece, profile) for profile in group]
        _start(self._line(list(zip(group, files, strict=True))))
        for profile in group:
            with self._lock:
                self._done[profile.resolution] += 1
                complete = self._done[profile.resolution] == len(self.pieces)
            if complete:
                self._finish(profile)

    def _line(self, renditions: list[tuple[Profile, EncodeFiles]]) -> commands.Arguments:
        source, ffmpeg, preset = self._clip.source, self._choices.ffmpeg, self._choices.preset
        if len(renditions) == 1:
            (rendition,) = renditions
            (line,) = commands.encode(
                source, *rendition, ffmpeg=ffmpeg, preset=preset, minimum_resolutions=MINIMUM
            )
            return line
        return commands.encode_together(
            source,
            renditions,
            ffmpeg=ffmpeg,
            preset=preset,
            minimum_resolutions=MINIMUM,
            threads=self._choices.threads,
        )

    def _files(self, piece: int, profile: Profile) -> EncodeFiles:
        output = self.run.output(profile)
        if self._clip.chunk_seconds:
            output = output.with_name(f"{profile.resolution}-{piece}.mp4")
        return EncodeFiles(str(self.pieces[piece]), str(output), "", chunk=bool(self._clip.chunk_seconds))

    def _finish(self, profile: Profile) -> None:
        if self._clip.chunk_seconds:
            parts = [self._files(number, profile).output for number in range(len(self.pieces))]
            output = self.run.output(profile)
            listing = output.with_suffix(".txt")
            listing.write_text(commands.concat_listing(parts), encoding="utf-8")
            _start(commands.join(str(listing), str(output), ffmpeg=self._choices.ffmpeg))
        self.run.finished[profile.resolution] = time.monotonic() - self._started


def _start(line: commands.Arguments) -> None:
    runner.run_ffmpeg(commands.hardened(line), timeout=TIMEOUT)
