"""Becomes another program under limits; started by the runner in an isolated interpreter.

Limits have to be set between fork and exec. Doing so in the forked copy of a threaded server is unsafe, so a
fresh interpreter does it, which then replaces itself. Usage::

    python -I -S launcher.py PARENT NICENESS CPU_SECONDS ADDRESS_SPACE FILE_SIZE PROGRAM NAME [ARGUMENT ...]

PARENT is the process id of the runner; limits are numbers, 0 for none; PROGRAM is an absolute path and NAME
what the program sees as its own name.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Ask the kernel for SIGKILL when the runner dies, so that no encode outlives its worker (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def limit(kind: int, value: int) -> None:
    """Set a soft and hard resource limit, unless `value` is 0."""
    if value:
        resource.setrlimit(kind, (value, value))


def main(arguments: list[str]) -> None:
    """Set the limits that `arguments` name and become the program."""
    parent, niceness, cpu, memory, size = map(int, arguments[:5])
    die_with(parent)
    os.nice(niceness)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_CPU, cpu)
    limit(resource.RLIMIT_AS, memory)
    limit(resource.RLIMIT_FSIZE, size)
    # Python ignores these, and what it becomes would too: some of FFmpeg's muxers then lose data in silence.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.execv(arguments[5], arguments[6:])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
