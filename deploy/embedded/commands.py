"""Running a command to its end, with its output at hand."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Mapping
from typing import cast

from deploy.embedded.environment import ROOT
from deploy.embedded.errors import PortalError

LONGEST_LINE = 16 * 1024 * 1024  # bytes


class CommandError(PortalError):
    """A command ended with an error; the text holds its output."""


async def run(*argv: str, env: Mapping[str, str], on_line: Callable[[str], None] | None = None) -> str:
    """Run a program in the project's folder and return its output (standard output and error together).

    Args:
        argv: absolute path of the program, and its arguments.
        env: the whole environment.
        on_line: called with each line as it comes.

    Raises:
        CommandError: when the exit status is not 0.
    """
    process = await asyncio.create_subprocess_exec(
        *argv,
        env=env,
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        limit=LONGEST_LINE,
    )
    lines = []
    try:
        async for line in cast(asyncio.StreamReader, process.stdout):
            text = line.decode("utf-8", "backslashreplace").rstrip("\n")
            lines.append(text)
            if on_line:
                on_line(text)
        status = await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise
    output = "\n".join(lines)
    if status:
        raise CommandError(f"`{' '.join(argv[1:])}` ended with exit status {status}:\n{output}")
    return output


async def manage(
    *arguments: str, env: Mapping[str, str], on_line: Callable[[str], None] | None = None
) -> str:
    """Run a management command. Arguments and errors: see `run`."""
    return await run(sys.executable, "manage.py", *arguments, env=env, on_line=on_line)


async def settings_values(*names: str, env: Mapping[str, str]) -> dict[str, str]:
    """Return Django settings as text, as the application will see them.

    Raises:
        CommandError: when the settings cannot be loaded.
    """
    program = (
        "import json, sys; from django.conf import settings;"
        "print(json.dumps({name: str(getattr(settings, name)) for name in sys.argv[1:]}))"
    )
    env = {**env, "DJANGO_SETTINGS_MODULE": env.get("DJANGO_SETTINGS_MODULE", "config.settings")}
    output = await run(sys.executable, "-c", program, *names, env=env)
    values: dict[str, str] = json.loads(output.splitlines()[-1])
    return values


def end_on_signals() -> None:
    """Let the signals that end a program cancel the current task, so that it can clean up."""
    task = cast("asyncio.Task[object]", asyncio.current_task())
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def foreground(*argv: str, env: Mapping[str, str]) -> int:
    """Run a program that has the terminal, and return its exit status as a shell would.

    Ctrl-C is its own affair: the terminal tells it. If the current task is cancelled, it is ended first.
    """
    process = await asyncio.create_subprocess_exec(*argv, env=env)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise
    return status if status >= 0 else 128 - status
