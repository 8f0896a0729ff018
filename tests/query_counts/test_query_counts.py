"""The queries of every address that reads, compared with what is stored beside this file.

``UPDATE_QUERY_COUNTS=1 scripts/test tests/query_counts`` stores them anew; the difference belongs into the
change that makes it.
"""

import json
import os
import random
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from apps.common.pagination import PageNumberPagination
from tests.query_counts.endpoints import DETAILS, LISTS, ROLES
from tests.query_counts.growth import grow
from tests.query_counts.recorder import queries_of

BASELINES = Path(__file__).with_name("baselines")
LIST_LIMIT = 10

Baseline = dict[str, dict[str, list[str]]]


class _NoDice(random.Random):
    """Where the portal throws dice for an order, the first one is taken."""

    def choice(self, seq: Sequence[Any]) -> Any:
        return seq[0]


@pytest.fixture(autouse=True)
def _portal(portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.media.selectors.related._random", _NoDice())


@pytest.mark.parametrize("app", sorted({*LISTS, *DETAILS}))
def test_addresses_ask_what_they_asked(app: str) -> None:
    """More, fewer or other queries than stored are a change that somebody has to want."""
    baseline = BASELINES / f"{app}.json"
    observed = _observed([*LISTS.get(app, ()), *DETAILS.get(app, ())])
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        baseline.parent.mkdir(exist_ok=True)
        baseline.write_text(_lines(observed), encoding="utf-8")
    stored = baseline.read_text(encoding="utf-8")
    changes = "\n".join(
        unified_diff(stored.splitlines(), _lines(observed).splitlines(), "stored", "observed", "", "", 2, "")
    )
    assert not changes, f"{changes}\n{_counts(json.loads(stored), observed)}"


@pytest.mark.parametrize("path", [path for paths in LISTS.values() for path in paths])
def test_lists_ask_the_same_however_long_they_are(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows or fifty."""
    grow(range(10))
    monkeypatch.setattr(PageNumberPagination, "page_size", 10)
    short = _observed([path])[path]
    grow(range(10, 60))
    monkeypatch.setattr(PageNumberPagination, "page_size", 50)
    long = _observed([path])[path]
    for role in ROLES:
        assert len(long[role]) <= LIST_LIMIT, "\n".join([role, *long[role]])
        more = unified_diff(short[role], long[role], f"{role}, ten rows", f"{role}, fifty", lineterm="")
        assert len(long[role]) == len(short[role]), "\n".join(more)


def _ask(path: str, username: str | None) -> list[str]:
    cache.clear()
    return queries_of(path, username)


def _observed(paths: Sequence[str]) -> Baseline:
    return {path: {role: _ask(path, username) for role, username in ROLES.items()} for path in paths}


def _lines(baseline: Baseline) -> str:
    return json.dumps(baseline, ensure_ascii=False, indent=1) + "\n"


def _counts(stored: Baseline, observed: Baseline) -> str:
    """The changed numbers, one a line."""
    return "\n".join(
        f"{path} for {role}: {len(stored.get(path, {}).get(role, []))} queries before, {len(queries)} now"
        for path, roles in observed.items()
        for role, queries in roles.items()
        if stored.get(path, {}).get(role) != queries
    )
