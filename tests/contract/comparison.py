"""What makes an answer equal to a recorded one.

Values that are new at each run are compared by role: a value captured with ``save`` is replaced by
``<name>``, a time within a day of now by ``<now>``. Lists named in ``unordered`` are compared as sets, HTML
pages by the facts that the frontend depends on, a crash of the legacy server (5xx) with any answer below 500.
A step that a documented deviation describes is compared with that. All else is equal byte for byte.
"""

import contextlib
import datetime as dt
import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

Step = dict[str, Any]
Result = dict[str, Any]

HEADERS = ("content-type", "allow", "www-authenticate", "location")
PAGE_FACTS = Path(__file__).with_name("page_facts.mjs")

_DAY = 86400
_ISO = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_SQL_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:[+-]\d\d:\d\d)?")
_DESCRIPTION = re.compile(r'"description":"(?:[^"\\]|\\.)*"')
_SHORTEST_VALUE = 4
"""Shorter captured values would be found everywhere."""


@dataclass
class Answer:
    """A response: header names in lower case, each with its first value."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str] = field(default_factory=dict)


def answer_result(step: Step, answer: Answer, variables: dict[str, str]) -> Result:
    """Return what is compared of an answer; values that the step saves are added to `variables`."""
    for name, path in (step.get("save") or {}).items():
        with contextlib.suppress(ValueError, KeyError, IndexError, TypeError):
            variables[name] = str(_dig(json.loads(answer.body), path))
    headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
    if "allow" in headers:  # the order of methods varies between runs of the legacy server
        headers["allow"] = ", ".join(sorted(headers["allow"].split(", ")))
    result: Result = {
        "status": answer.status,
        "headers": {
            name: _timeless(_named(text.encode(), variables), _ISO).decode() for name, text in headers.items()
        },
    }
    if step.get("compare") != "status":
        html = headers.get("content-type", "").startswith("text/html")
        body = _canonical(step, page_facts(answer.body) if html else answer.body, variables)
        try:
            result["body"] = body.decode()
        except UnicodeDecodeError:
            result["body"] = "hex:" + body[:4096].hex()
    return result


def rows_result(step: Step, rows: dict[str, str], variables: dict[str, str]) -> Result:
    """Return what is compared of a step's queries.

    Args:
        rows: name of a query → its rows as PostgreSQL's ``json_agg`` writes them, ``""`` for none.
    """
    return {"rows": {name: _canonical_rows(step, text, variables) for name, text in rows.items()}}


def differences(step: Step, got: Result, deviations: Sequence[dict[str, Any]] = ()) -> list[str]:
    """Return what is neither as recorded nor as documented, for people to read."""
    if "error" in got:
        return [str(got["error"])]
    said, want = deviation_of(step, deviations), step["expect"]
    if "sql" in step:
        columns = said.get("ignore_columns", []) if said else []
        queries = said.get("ignore_queries", []) if said else []
        return list(_row_differences(want["rows"], got["rows"], columns, queries))
    return list(_deviates_as_said(said, got) if said else _answer_differences(want, got))


def deviation_of(step: Step, deviations: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the documented deviation that describes a step."""
    kinds = ("ignore_columns", "ignore_queries") if "sql" in step else ("status", "body")
    return next(
        (line for line in deviations if not line.keys().isdisjoint(kinds) and _matches(line, step)), None
    )


def page_facts(page: bytes) -> bytes:
    """What the frontend needs of a page: configuration, mount points, scripts, styles, metadata, forms."""
    run = subprocess.run(["node", PAGE_FACTS], input=page, capture_output=True, check=False)
    return run.stdout.strip() or b"page_facts failed: " + run.stderr[-500:]


def _matches(line: dict[str, Any], step: Step) -> bool:
    absent = {"variant": "default"}
    return all(
        re.search(line[key], str(step.get(key) or absent.get(key, "")))
        for key in ("variant", "method", "path", "as", "id")
        if key in line
    )


def _answer_differences(want: Result, got: Result) -> Iterable[str]:
    if want["status"] >= 500:
        if got["status"] >= 500:
            yield f"status {got['status']}: this server fails too"
        return
    if want["status"] != got["status"]:
        yield f"status {want['status']} != {got['status']}  body {got.get('body', '')[:160]!r}"
    for name in HEADERS:
        recorded, received = want["headers"].get(name), got["headers"].get(name)
        if recorded != received:
            yield f"header {name}: recorded {recorded!r} got {received!r}"
    recorded, received = want.get("body"), got.get("body") or ""
    if recorded and '"renders":' in recorded:  # an OPTIONS answer: its description is prose
        recorded, received = (_DESCRIPTION.sub('"description":""', text) for text in (recorded, received))
    if recorded is not None and recorded != received:
        yield "body " + _first_difference(recorded, received)


def _row_differences(
    want: dict[str, str], got: dict[str, str], columns: Sequence[str], queries: Sequence[str]
) -> Iterable[str]:
    for name in sorted(want.keys() - set(queries)):
        recorded, received = want[name], got.get(name, "")
        if columns:
            recorded, received = _without(recorded, columns), _without(received, columns)
        if recorded != received:
            yield f"rows {name} {_first_difference(recorded, received)}"


def _deviates_as_said(said: dict[str, Any], got: Result) -> Iterable[str]:
    if "status" in said and got["status"] != said["status"]:
        yield f"documented deviation expects status {said['status']}, got {got['status']}"
    if "body" in said and not re.search(said["body"], got.get("body", "")):
        yield f"documented deviation expects body /{said['body']}/, got {got.get('body', '')[:160]!r}"


def _canonical(step: Step, data: bytes, variables: dict[str, str]) -> bytes:
    if step.get("unordered") and data[:1] in (b"{", b"["):
        data = _sorted_lists(data, step["unordered"])
    return _timeless(_named(_masked(step, data), variables), _ISO)


def _canonical_rows(step: Step, rows: str, variables: dict[str, str]) -> str:
    return _timeless(_named(_masked(step, rows.strip().encode()), variables), _SQL_TIME).decode()


def _sorted_lists(data: bytes, paths: Iterable[str]) -> bytes:
    decoded = json.loads(data)
    for path in paths:
        with contextlib.suppress(KeyError, IndexError, TypeError, AttributeError):
            _dig(decoded, path).sort(key=partial(json.dumps, sort_keys=True))
    return json.dumps(decoded, ensure_ascii=False, separators=(",", ":")).encode()


def _masked(step: Step, data: bytes) -> bytes:
    for pattern, replacement in step.get("mask", []):
        data = re.sub(pattern.encode(), replacement.encode(), data)
    return data


def _named(data: bytes, variables: dict[str, str]) -> bytes:
    for name, value in sorted(variables.items(), key=lambda item: -len(item[1])):
        if len(value) >= _SHORTEST_VALUE:
            data = data.replace(value.encode(), f"<{name}>".encode())
    return data


def _timeless(data: bytes, pattern: re.Pattern[bytes]) -> bytes:
    return pattern.sub(_recent, data)


def _recent(match: re.Match[bytes]) -> bytes:
    try:
        time = dt.datetime.fromisoformat(match.group().decode())
    except ValueError:
        return match.group()
    if time.tzinfo is None:
        time = time.replace(tzinfo=dt.UTC)
    return b"<now>" if abs((dt.datetime.now(dt.UTC) - time).total_seconds()) < _DAY else match.group()


def _dig(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def _without(rows: str, columns: Sequence[str]) -> str:
    decoded = json.loads(rows or "null") or []
    return json.dumps(
        [{k: v for k, v in row.items() if k not in columns} for row in decoded], ensure_ascii=False
    )


def _first_difference(want: str, got: str) -> str:
    pairs = enumerate(zip(want, got, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(want), len(got)))
    start = max(0, at - 60)
    recorded, received = want[start : at + 80], got[start : at + 80]
    return f"at {at}: recorded …{recorded!r}\n             got      …{received!r}"
