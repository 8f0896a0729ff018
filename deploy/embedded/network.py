"""Ports, and asking whether somebody answers."""

import asyncio
import errno
import socket
from http.client import HTTPConnection, HTTPException

from deploy.embedded.errors import PortalError

LOOPBACK = "127.0.0.1"
PORTS_TRIED = 100


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on this port now.

    Raises:
        OSError: when the caller may not, or the address is not one of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def first_free_port(host: str, wanted: int) -> int:
    """Return `wanted` or the next port that is free.

    Raises:
        PortalError: when none of the next hundred is, or the address is not one of this machine's.
    """
    try:
        for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
            if is_free(host, port):
                return port
    except OSError as error:
        raise PortalError(f"cannot listen on {joined(host, wanted)}: {error.strerror}") from error
    raise PortalError(f"no free port from {wanted} on")


def reachable(host: str) -> str:
    """Return an address at which a server that listens on `host` is reached from here."""
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104


def joined(host: str, port: int) -> str:
    """Return host and port as URLs and nginx write them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def any_free_port() -> int:
    """Return a port of the loopback interface that is free now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


async def accepts(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        _reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


async def http_status(host: str, port: int, path: str) -> int | None:
    """Return the status of a GET request, None when there is no answer."""
    return await asyncio.to_thread(_http_status, host, port, path)


def _http_status(host: str, port: int, path: str) -> int | None:
    connection = HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
