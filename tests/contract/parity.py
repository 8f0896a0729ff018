"""Replay the recordings over HTTP against a running server; `scripts/parity` starts one and calls this.

Before each group of steps the database is reset to the seed and the cache is flushed. Needs psql and Node.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import redis

from tests.contract.client import Jar, Player, QueryError
from tests.contract.comparison import Answer, deviation_of, differences
from tests.contract.recordings import MEDIA_ROOT, MediaRoot, grouped, read_lines, read_meta, seed_script

TIMEOUT = 120  # seconds for an answer


class Server:
    """A server at an address.

    Args:
        base: ``http://127.0.0.1:8000``.
        host: value of the Host header.
        passwords: by user.
    """

    def __init__(self, base: str, host: str, passwords: dict[str, str]) -> None:
        address = urllib.parse.urlsplit(base)
        self._address = (address.hostname or "", address.port or 80)
        self._host = host
        self._passwords = passwords

    def send(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        """Send a request over a connection of its own."""
        connection = http.client.HTTPConnection(*self._address, timeout=TIMEOUT)
        try:
            connection.request(method, url, body=body, headers=headers)
            response = connection.getresponse()
            answer = Answer(response.status, {}, response.read())
        finally:
            connection.close()
        for name, value in response.getheaders():
            answer.headers.setdefault(name.lower(), value)
            if name.lower() == "set-cookie":
                cookie, _, text = value.split(";", 1)[0].partition("=")
                answer.cookies[cookie] = text
        return answer

    def login(self, username: str) -> Jar:
        """Log in as a browser does: get the form, post it with the CSRF token.

        Raises:
            RuntimeError: there is no session afterwards.
        """
        url, headers = "/accounts/login/", {"Host": self._host, "Accept": "text/html"}
        jar = self.send("GET", url, headers, None).cookies
        form = {
            "login": username,
            "password": self._passwords[username],
            "csrfmiddlewaretoken": jar.get("csrftoken", ""),
        }
        headers |= {
            "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://{self._host}{url}",
        }
        answer = self.send("POST", url, headers, urllib.parse.urlencode(form).encode())
        jar |= answer.cookies
        if "sessionid" not in jar:
            raise RuntimeError(f"login of {username} gave status {answer.status} and no session")
        return jar


def psql(dsn: str, script: str) -> str:
    """Run an SQL script and return its output, unaligned.

    Raises:
        QueryError: it failed.
    """
    options = ("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1")
    # Variables such as PGHOST would redirect what the address does not say.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    run = subprocess.run(
        ["psql", *options, dsn], input=script, capture_output=True, text=True, env=environment, check=False
    )
    if run.returncode:
        raise QueryError(run.stderr[-2000:])
    return run.stdout.strip()


def load(dsn: str, seed: Path, media_root: MediaRoot) -> None:
    """Replace the content of a database with the seed."""
    psql(dsn, "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;")
    psql(dsn, "".join(seed_script(seed, "seed.sql", media_root)))


def replay(options: argparse.Namespace) -> dict[str, dict[str, int]]:
    """Play the groups of a variant, print what differs, and return the counts by group."""
    meta, media_root = read_meta(options.seed), _media_root(options)
    passwords = {name: user["password"] for name, user in meta["users"].items()}
    server = Server(options.base, meta["host"], passwords)
    deviations = read_lines(options.deviations) if options.deviations else []
    reset = "".join(seed_script(options.seed, "reset.sql", media_root))
    cache = redis.Redis.from_url(options.redis) if options.redis else None
    counts: dict[str, dict[str, int]] = {}
    for group, steps in _chosen(options).items():
        psql(options.dsn, reset)
        if cache:
            cache.flushdb()
        query = partial(psql, options.dsn)
        player = Player(options.seed, server.send, server.login, query, media_root=media_root)
        counts[group] = {"total": 0, "equal": 0, "deviations": 0, "different": 0}
        for step in steps:
            said = deviation_of(step, deviations) is not None
            found = _differences(player, step, deviations)
            outcome = "different" if found else "deviations" if said else "equal"
            counts[group]["total"] += 1
            counts[group][outcome] += 1
            _print(step, found)
    return counts


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=("load", "replay"))
    parser.add_argument("--dsn", required=True, help="address of the database")
    parser.add_argument("--seed", type=Path, required=True, help="folder of the seed")
    parser.add_argument("--media-root", default=MEDIA_ROOT, help="what paths in the seed begin with instead")
    parser.add_argument("--recorded-media-root", default=MEDIA_ROOT, help="what they begin with")
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="address of the server")
    parser.add_argument("--redis", help="address of the cache's database, which is flushed")
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--deviations", type=Path)
    parser.add_argument("--only", default="", help="regular expression for <group>/<id>")
    parser.add_argument("--variant", default="default")
    parser.add_argument("--json", type=Path, help="write the counts here")
    options = parser.parse_args(arguments)
    if options.command == "load":
        load(options.dsn, options.seed, _media_root(options))
        return 0
    counts = replay(options)
    if options.json:
        options.json.write_text(json.dumps(counts), encoding="utf-8")
    for group, of_group in counts.items():
        mark = "DIFF" if of_group["different"] else "ok  "
        _say(f"{mark} {group} {of_group['total'] - of_group['different']}/{of_group['total']}")
    return 1 if any(of_group["different"] for of_group in counts.values()) else 0


def _media_root(options: argparse.Namespace) -> MediaRoot:
    return MediaRoot(here=options.media_root, recorded=options.recorded_media_root)


def _chosen(options: argparse.Namespace) -> dict[str, list[dict[str, object]]]:
    chosen: dict[str, list[dict[str, object]]] = {}
    for (variant, group), steps in grouped(read_lines(options.cases)).items():
        wanted = [step for step in steps if re.search(options.only, f"{group}/{step['id']}")]
        if variant == options.variant and wanted:
            chosen[group] = wanted
    return chosen


def _differences(player: Player, step: dict[str, object], deviations: list[dict[str, object]]) -> list[str]:
    try:
        return differences(step, player.play(step), deviations)
    except (OSError, http.client.HTTPException, RuntimeError) as error:  # a dropped connection is a finding
        return [f"{type(error).__name__}: {error}"]


def _print(step: dict[str, object], found: Iterable[str]) -> None:
    lines = list(found)
    if lines:
        what = f"{step.get('as') or 'anonymous'} {step.get('method', 'SQL')} {step.get('path', '')}"
        _say("\n      ".join([f"DIFF {step['group']}/{step['id']}  {what}", *lines]))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
