"""Writes the nginx configuration of a portal from `portal.conf.template`.

    python -m deploy.nginx.render --listen 80 --upstream 127.0.0.1:9000 --media-root /srv/media_files \
        --static-root /srv/static --run-dir /run/portal-nginx > nginx.conf
"""

import argparse
import ipaddress
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).with_name("portal.conf.template")
LOOPBACK = ("127.0.0.0/8", "::1")
TEMPORARY_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi", "empty")

# nginx ends a bare word at blanks, quotes, braces, `;` and `#`; within quotes it still expands `$`.
_WORD = re.compile(r"[^\s\"'{};#$\\]+")
_SPECIAL = re.compile(r"[\"$\\\x00-\x1f]")


class ConfigTemplate(Template):
    """A template whose variables are written `@{name}`, since `$` belongs to nginx."""

    delimiter = "@"


@dataclass(frozen=True, kw_only=True)
class WebServer:
    """What the template leaves open. Each field is described at the head of the template.

    Args:
        listen: addresses and ports to listen on, e.g. `("127.0.0.1:8000",)`.
        upstream: the application server, `host:port` or `unix:/path`.
        run_as: name of the user of the worker processes. Give it only when nginx is started as root.
        trusted_proxies: networks (CIDR) whose X-Forwarded-* headers are believed.
    """

    listen: Sequence[str]
    upstream: str
    media_root: Path
    static_root: Path
    run_dir: Path
    run_as: str | None = None
    access_log: str = "/dev/stdout"
    trusted_proxies: Sequence[str] = LOOPBACK
    worker_processes: str = "auto"
    worker_connections: int = 4096
    max_upload: str = "5800M"  # spec/operations.md §5
    max_body: str = "200M"


def render(server: WebServer) -> str:
    """Return the text of nginx.conf.

    Raises:
        ValueError: when a value cannot stand in an nginx configuration, or a network is not one.
    """
    networks = [str(ipaddress.ip_network(network)) for network in server.trusted_proxies]
    values = {
        "listen": _lines(f"listen {_word(address)};" for address in server.listen),
        "upstream": _word(server.upstream),
        "media_root": _folder(server.media_root),
        "static_root": _folder(server.static_root),
        "run_dir": _folder(server.run_dir),
        "user": f"user {_word(server.run_as)};" if server.run_as else "",
        "access_log": _word(server.access_log),
        "trusted_proxies": _lines(f"{network} 1;" for network in networks),
        "set_real_ip_from": _lines(f"set_real_ip_from {network};" for network in networks),
        "worker_processes": _word(server.worker_processes),
        "worker_connections": str(server.worker_connections),
        "max_upload": _word(server.max_upload),
        "max_body": _word(server.max_body),
    }
    return ConfigTemplate(TEMPLATE.read_text(encoding="utf-8")).substitute(values)


def write(server: WebServer, config: Path) -> None:
    """Write nginx.conf to `config` and make the folders that it names below `run_dir`.

    Raises:
        ValueError: see `render`.
    """
    text = render(server)
    for name in TEMPORARY_FOLDERS:
        (server.run_dir / name).mkdir(parents=True, exist_ok=True)
    config.write_text(text, encoding="utf-8")


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError(f"{text!r} cannot stand in an nginx configuration")
    return text


def _folder(path: Path) -> str:
    if not path.is_absolute():
        raise ValueError(f"{path} is not an absolute path")
    if _SPECIAL.search(str(path)):
        raise ValueError(f"nginx cannot be told of the folder {str(path)!r}")
    return str(path)


def _lines(directives: Iterable[str]) -> str:
    return "\n        ".join(directives)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.nginx.render", description="Prints the nginx configuration of a portal."
    )
    parser.add_argument("--listen", action="append", help="address and port; may be repeated (default: 80)")
    parser.add_argument("--upstream", default="127.0.0.1:9000", help="default: %(default)s")
    parser.add_argument("--media-root", type=Path, required=True)
    parser.add_argument("--static-root", type=Path, required=True)
    parser.add_argument("--run-dir", type=Path, required=True, help="pid file and temporary files")
    parser.add_argument("--run-as", help="user of the worker processes, when nginx is started as root")
    parser.add_argument("--access-log", default="/dev/stdout", help="a path or `off` (default: %(default)s)")
    parser.add_argument(
        "--trusted-proxy",
        action="append",
        help="network whose X-Forwarded-* are believed; may be repeated",
    )
    parser.add_argument("--max-upload", default="5800M")
    parser.add_argument("--max-body", default="200M")
    parser.add_argument("--output", type=Path, help="write to this file instead of printing")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Render with values from the command line."""
    options = _parser().parse_args(arguments)
    server = WebServer(
        listen=options.listen or ["80"],
        upstream=options.upstream,
        media_root=options.media_root,
        static_root=options.static_root,
        run_dir=options.run_dir,
        run_as=options.run_as,
        access_log=options.access_log,
        trusted_proxies=options.trusted_proxy or LOOPBACK,
        max_upload=options.max_upload,
        max_body=options.max_body,
    )
    if options.output:
        write(server, options.output)
    else:
        sys.stdout.write(render(server))
    return 0


if __name__ == "__main__":
    sys.exit(main())
