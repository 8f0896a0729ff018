"""A Celery worker of the portal and the programs it runs, for drills that break them."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings as django_settings
from redis import Redis

from apps.encoding.jobs import reaper
from apps.encoding.models import Encoding, Job
from apps.integrity.check import check
from apps.media.models import EncodingStatus
from tests.encoding.processes import wait_for
from tests.encoding.test_worker import environment

DRILL = [pytest.mark.xdist_group("drills"), pytest.mark.django_db(transaction=True)]
"""One process does all drills: they share a worker."""

PATIENCE = 60.0
TIDYING = 10.0
ENDED = {EncodingStatus.SUCCESS, EncodingStatus.FAIL}
LIMITS = {
    "JOB_ATTEMPTS": "2",
    "JOB_LEASE_SECONDS": "8",
    "ENCODE_STALL_SECONDS": "10",
    "ENCODE_NICENESS": "0",
    "FFMPEG_DEFAULT_PRESET": "ultrafast",
    "CHUNKIZE_VIDEO_DURATION": "5",
    "VIDEO_CHUNKS_DURATION": "3",
    "MP4HLS_COMMAND": "",
    "ENCODE_TOGETHER": "on",
}
"""Settings of the worker and of the tests."""

PROGRAM = """#!/bin/sh
here={folder}
program={program}
for rule in "$here"/*.{name}; do [ -e "$rule" ] && . "$rule"; done
exec "$program" "$@"
"""
RULE = """case " $* " in {pattern})
  if {condition}; then
{action}
  fi;;
esac
"""
CRAWL = """
  for argument; do
    shift
    if [ "$argument" = -i ]; then set -- "$@" -readrate 0.001 -readrate_initial_burst {seconds}; fi
    set -- "$@" "$argument"
  done
  exec "$program" "$@"
"""
EMPTY = 'eval last="\\${$#}"; : > "$last"; exit 0'
HANG = "touch $here/hangs; while [ -e $here/hangs ]; do sleep 0.02; done"
ENCODES = "*libx264*"
PIECE_ENCODES = "*/01_*libx264*"
PACKAGES = "*hls*"
SPRITES = "*rawvideo*"
FRAMES = "*frames*"
SPLITS = "*segment*"
JOINS = "*concat*"
FAIL = "exit 1"
FULL_DISK = 'ulimit -f 1; exec "$program" "$@"'
THEN = '"$program" "$@"'


def crawl(seconds: float) -> str:
    """What has FFmpeg read some seconds of its input at once, and then next to nothing."""
    return CRAWL.format(seconds=seconds)


@dataclass
class Portal:
    """Folders, database and broker of a portal, and a worker for them.

    Attributes:
        folder: of everything below.
        concurrency: processes of the worker.
        broker: address of the broker; that of the tests if empty.
        worker: the one that runs.
        retired: those that were told to stop and may still be at something.
    """

    folder: Path
    concurrency: int = 2
    broker: str = ""
    worker: subprocess.Popen[bytes] | None = None
    retired: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """The media root."""
        return self.folder / "media"

    @property
    def temporary(self) -> Path:
        """``TEMP_DIRECTORY``."""
        return self.folder / "tmp"

    @property
    def hangs(self) -> bool:
        """Whether a program hangs as a rule told it to."""
        return (self.rules / "hangs").exists()

    @property
    def rules(self) -> Path:
        """Where the rules for programs are."""
        return self.folder / "rules"

    def prepare(self) -> None:
        """Begin with empty folders, and programs that do what they should."""
        for folder in (self.root, self.temporary, self.rules):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        self._program("ffmpeg", django_settings.FFMPEG_COMMAND)
        self._program("ffprobe", django_settings.FFPROBE_COMMAND)

    def _program(self, name: str, program: str) -> None:
        script = self.folder / name
        script.write_text(PROGRAM.format(folder=self.rules, program=shutil.which(program), name=name))
        script.chmod(0o755)

    def go_on(self) -> None:
        """Let programs that hang go on."""
        (self.rules / "hangs").unlink()

    def rule(self, pattern: str, action: str, *, program: str = "ffmpeg", once: bool = True) -> None:
        """Have a program do something else.

        Args:
            pattern: of the shell, for the arguments.
            action: of the shell.
            program: ``ffmpeg`` or ``ffprobe``.
            once: only the first time.
        """
        path = self.rules / f"{len(list(self.rules.iterdir()))}.{program}"
        condition = f"mv {path} {path}.done 2>/dev/null" if once else "true"
        path.write_text(RULE.format(pattern=pattern, condition=condition, action=action))

    def no_rules(self) -> None:
        """Have all programs do what they should."""
        for path in self.rules.iterdir():
            path.unlink()

    def start(self) -> None:
        """Start the worker, unless it runs."""
        if self.worker is not None and self.worker.poll() is None:
            return
        options = ["--queues=long_tasks,short_tasks", f"--concurrency={self.concurrency}"]
        quiet = ["--loglevel=error", "--without-mingle", "--without-gossip"]
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "--app=config.celery", "worker", *options, *quiet],
            env=environment(self.root, self.folder / "ffmpeg")
            | {"TEMP_DIRECTORY": str(self.temporary), "FFPROBE_COMMAND": str(self.folder / "ffprobe")}
            | {"REDIS_LOCATION": self.broker or django_settings.REDIS_LOCATION}
            | LIMITS,
            cwd=Path(__file__).parents[2],
        )

    def retire(self) -> subprocess.Popen[bytes]:
        """Tell the worker to stop when it is done, as a deploy does; another one can be started beside it."""
        assert self.worker is not None
        worker, self.worker = self.worker, None
        self.retired.append(worker)
        worker.send_signal(signal.SIGTERM)
        return worker

    def kill(self) -> None:
        """Kill the worker and its processes at once."""
        for worker in filter(None, (self.worker, *self.retired)):
            _kill(worker)
        self.worker = None
        self.retired.clear()

    def programs(self, word: str) -> list[psutil.Process]:
        """Processes below the worker that have this word in their command line."""
        if self.worker is None:
            return []
        found = []
        for process in psutil.Process(self.worker.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if word in process.cmdline() and "-m" not in process.cmdline():
                    found.append(process)
        return found

    # -- what the database says ------------------------------------------------------------------------------

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        wait_for(condition, PATIENCE)

    def settle(self, *, reap: bool = True) -> None:
        """Wait until every job has ended, and show that rows and files agree.

        Args:
            reap: do what beat asks for every half minute.
        """
        self.wait(lambda: (reap and self.reap()) or self.is_quiet())
        self.check()

    @staticmethod
    def reap() -> None:
        """Take up what dead workers and lost messages left."""
        reaper.running_jobs_reap()
        reaper.pending_jobs_resend()

    @staticmethod
    def is_quiet() -> bool:
        """Whether nothing is under way."""
        return not (
            Job.objects.exclude(status__in=ENDED).exists()
            or Encoding.objects.exclude(status__in=ENDED).exists()
        )

    def check(self) -> None:
        """Show that nothing is double, unexplained or left over.

        A run whose job has ended, or that found nothing to do, may still be tidying up.
        """
        with suppress(AssertionError):
            wait_for(lambda: not self.left_over(), TIDYING)
        left = self.left_over()
        assert left == [], left
        finals = list(Encoding.objects.filter(chunk=False).values_list("media_id", "profile_id"))
        assert len(finals) == len(set(finals)), f"one row a rendition: {finals}"
        ends = set(Job.objects.values_list("status", "reason"))
        assert all((status == EncodingStatus.FAIL) == bool(reason) for status, reason in ends), ends

    def left_over(self) -> list[str]:
        """What rows and files do not agree about, and what is left in the folder for temporary files."""
        told = [finding.as_line() for finding in check(deep=True, grace=timedelta(0)) if finding.is_open]
        return told + [str(path) for path in sorted(self.temporary.rglob("*"))]

    def files(self) -> list[Path]:
        """All files in the media root."""
        return sorted(path for path in self.root.rglob("*") if path.is_file())


def _kill(worker: subprocess.Popen[bytes]) -> None:
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(worker.pid)
        doomed = [parent, *parent.children(recursive=True)]
        for process in doomed:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        for process in doomed:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(doomed[1:], timeout=10)
    worker.wait()


def broker() -> Redis:
    """A client of the broker."""
    return Redis.from_url(django_settings.REDIS_LOCATION)


def reasons(kinds: Collection[str] = ()) -> set[str]:
    """Why jobs failed."""
    failed = Job.objects.filter(status=EncodingStatus.FAIL)
    return set((failed.filter(kind__in=kinds) if kinds else failed).values_list("reason", flat=True))
