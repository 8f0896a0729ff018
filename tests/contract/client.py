"""The clients of the recordings: API tokens, browsers that logged in, visitors with their cookies."""

import base64
import json
import re
import urllib.parse
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from tests.contract.comparison import Answer, Result, Step, answer_result, rows_result
from tests.contract.recordings import MediaRoot, read_meta

Jar = dict[str, str]
Query = Callable[[str], str]
"""Runs ``SELECT json_agg(t) …`` and returns its text, ``""`` for no rows; raises ``QueryError``."""

_URL_SAFE = "/?&=%:+,;@!$'()*~-._[]"
_VARIABLE = re.compile(r"\{(\w+)\}")


class QueryError(Exception):
    """A recorded query does not run."""


class Transport(Protocol):
    """Sends a request with exactly these headers."""

    def __call__(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer: ...


Login = Callable[[str], Jar]
"""Logs a user in and returns the cookies."""


class Player:
    """Plays the steps of one group, as the clients that they name.

    Args:
        seed: folder of meta.json and of the files that are uploaded.
        send: the way to the server.
        login: the way of browsers to log in.
        query: the way to the database.
        media_root: where the media files are.
    """

    def __init__(
        self,
        seed: Path,
        send: Transport,
        login: Login,
        query: Query,
        *,
        media_root: MediaRoot,
    ) -> None:
        self._files = seed / "files"
        self._meta = read_meta(seed)
        self._media_root = media_root
        self._send = send
        self._login = login
        self._query = query
        self._jars: dict[str, Jar] = {}
        self._variables: dict[str, str] = {}

    def play(self, step: Step) -> Result:
        """Do what a step says and return what is compared of it."""
        if "sql" not in step:
            answer = self._request(step)
            here, recorded = self._media_root.here.encode(), self._media_root.recorded.encode()
            answer.body = answer.body.replace(here, recorded)
            return answer_result(step, answer, self._variables)
        try:
            rows = {
                name: self._rows(f"SELECT json_agg(t) FROM ({self._filled(query)}) t")  # noqa: S608 - recorded
                for name, query in step["sql"].items()
            }
        except QueryError as error:
            return {"error": str(error)}
        return rows_result(step, rows, self._variables)

    def _rows(self, query: str) -> str:
        return self._media_root.to_recorded(self._query(query))

    def _request(self, step: Step) -> Answer:
        headers = {"Host": self._meta["host"], "Accept": "application/json"} | (step.get("headers") or {})
        jar = self._identify(step, headers)
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        body = self._body(step, headers, jar) if step.get("body") is not None else None
        url = urllib.parse.quote(self._filled(step["path"]), safe=_URL_SAFE)
        answer = self._send(step["method"], url, headers, body)
        if jar is not None:
            jar.update(answer.cookies)
        return answer

    def _identify(self, step: Step, headers: dict[str, str]) -> Jar | None:
        """Add the headers by which the step's client is known; return its cookies if it is a browser."""
        who: str = step.get("as") or ""
        kind, _, name = who.rpartition(":")
        match kind:
            case "session":
                if who not in self._jars:
                    self._jars[who] = self._login(name)
                if step["method"] not in ("GET", "HEAD", "OPTIONS"):
                    headers.setdefault("X-CSRFToken", self._jars[who].get("csrftoken", ""))
                    headers.setdefault("Referer", f"http://{self._meta['host']}/")
                return self._jars[who]
            case "visitor":
                return self._jars.setdefault(who, {})
            case "basic":
                credentials = f"{name}:{self._meta['users'][name]['password']}"
                headers["Authorization"] = "Basic " + base64.b64encode(credentials.encode()).decode()
            case _ if who:
                headers["Authorization"] = "Token " + self._meta["users"][who]["token"]
        return None

    def _body(self, step: Step, headers: dict[str, str], jar: Jar | None) -> bytes:
        body = self._filled(step["body"])
        if "json" in body:
            headers.setdefault("Content-Type", "application/json")
            return json.dumps(body["json"]).encode()
        if "raw" in body:
            return bytes(body["raw"].encode())
        token = {} if jar is None else {"csrfmiddlewaretoken": jar.get("csrftoken", "")}
        if "form" in body:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            return urllib.parse.urlencode(token | body["form"], doseq=True).encode()
        boundary = "parity" + uuid.uuid5(uuid.NAMESPACE_URL, step["id"]).hex
        headers.setdefault("Content-Type", f"multipart/form-data; boundary={boundary}")
        parts = body["multipart"]
        return self._multipart(token | parts.get("fields", {}), parts.get("files", []), boundary)

    def _multipart(self, fields: dict[str, Any], files: list[list[str]], boundary: str) -> bytes:
        content = b""
        for name, value in fields.items():
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            for text in value if isinstance(value, list) else [value]:
                content += f"{head}{text}\r\n".encode()
        for name, file_name, content_type, path in files:
            disposition = f'form-data; name="{name}"; filename="{file_name}"'
            head = (
                f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n"
            )
            content += head.encode() + (self._files / path).read_bytes() + b"\r\n"
        return content + f"--{boundary}--\r\n".encode()

    def _filled(self, value: Any) -> Any:
        """`value` with ``{name}`` replaced by what an earlier step saved under that name."""
        if isinstance(value, str):
            return _VARIABLE.sub(lambda match: self._variables.get(match[1], match[0]), value)
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        return value
