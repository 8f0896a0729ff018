"""Makes a fresh machine able to run the rest: Python packages, npm packages. Standard library only."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.embedded.errors import PortalError
from deploy.embedded.logs import Terminal

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"

OLDEST_NODE = 20

# Files in requirements/, each of which contains the one before.
CONTAINED = ("embedded", "dev", "bench")

# Folders with npm packages that are served: see `build_assets`. What is built goes to the folder's `dist`.
ASSET_FOLDERS = ("frontend/fallback",)


def run(requirements: str, *command: str) -> None:
    """Install what is missing and become `python -m deploy.embedded <command>` of the virtual environment.

    Args:
        requirements: `embedded`, `dev` or `bench`, a file in requirements/.

    Raises:
        SystemExit: with a message, when something cannot be installed.
    """
    try:
        install_python_packages(requirements)
        for folder in ASSET_FOLDERS:
            if (ROOT / folder / "package.json").is_file():
                build_assets(ROOT / folder, ROOT / folder / "dist")
    except PortalError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    # The caller's folder stays, so that relative paths on the command line keep their meaning.
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [str(PYTHON), "-m", "deploy.embedded", *command]
    os.execve(PYTHON, arguments, environment)  # noqa: S606 — there is no shell to use


def install_python_packages(requirements: str) -> None:
    """Make `.venv` and fill it, unless that was done already for this Python and these requirements.

    Raises:
        PortalError: when a package cannot be installed.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    containing = CONTAINED[CONTAINED.index(requirements) :]
    sufficient = {name: _digest(ROOT / "requirements" / f"{name}.txt") for name in containing}
    installed = _installed()
    if installed.get("python") == version and any(
        installed.get(name) == sufficient[name] for name in sufficient
    ):
        return
    if not _venv_is_usable(version):
        _step(f"making .venv for Python {version}", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    file = str(ROOT / "requirements" / f"{requirements}.txt")
    _step("installing Python packages", [*pip, "--require-hashes", "--requirement", file])
    STAMP.write_text(
        json.dumps({"python": version, requirements: sufficient[requirements]}), encoding="utf-8"
    )


def build_assets(folder: Path, target: Path) -> None:
    """Install the npm packages of `folder` and copy the files that its package.json declares into `target`.

    package.json holds `"staticFiles": {"<path below node_modules>": "<path below target>"}`; a path may be a
    folder.

    Raises:
        PortalError: when Node is missing or too old, or a package cannot be installed.
    """
    install_npm_packages(folder)
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    for source, destination in package.get("staticFiles", {}).items():
        _copy(folder / "node_modules" / source, target / destination)


def install_npm_packages(folder: Path) -> bool:
    """Run `npm ci` in `folder` unless it has what its lock file says already; return whether it ran.

    Raises:
        PortalError: when Node is missing or too old, or a package cannot be installed.
    """
    stamp = folder / "node_modules" / ".installed"
    digest = _digest(folder / "package-lock.json")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return False
    require_node()
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _step(f"installing npm packages of {folder.parent.name}/{folder.name}", command, folder)
    stamp.write_text(digest, encoding="utf-8")
    return True


def require_node() -> None:
    """Return if there is a Node that is new enough, with npm.

    Raises:
        PortalError: when there is not.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        raise PortalError(f"Node {OLDEST_NODE} or newer with npm is needed, and was not found.")
    version = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        raise PortalError(f"Node {OLDEST_NODE} or newer is needed; this is {version}.")


def _installed() -> dict[str, str]:
    try:
        installed: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return installed


def _venv_is_usable(version: str) -> bool:
    """Whether .venv is there, has pip, and is of this Python version."""
    program = "import sys, pip; print(*sys.version_info[:2], sep='.')"
    try:
        result = subprocess.run([PYTHON, "-c", program], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return result.stdout.strip() == version


def _step(what: str, command: Sequence[str], folder: Path = ROOT) -> None:
    """Run a command quietly and tell how long it took."""
    with Terminal().step(what):
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if result.returncode:
            raise PortalError(f"{result.stdout}{result.stderr}\nThis failed: {' '.join(command)}")


def _copy(source: Path, destination: Path) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, destination, dirs_exist_ok=True)
    else:
        shutil.copy2(source, destination)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
