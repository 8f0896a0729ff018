"""What the documented deviations let pass, held against these recordings value by value.

The lines of deviations.jsonl go by shapes, so that they hold for recordings of any portal. For the recordings
that are here more is known: which values may differ from the recorded ones, and only those may.
"""

import json
from collections.abc import Iterable
from typing import Any

from apps.media.models import Media, MediaState
from apps.users.models import User
from tests.contract.comparison import Result, Step

OWNER = frozenset({"user", "author_name", "author_profile", "author_thumbnail", "user_thumbnail_url"})
"""Fields that tell whose a media or playlist is."""
LISTS = ("results", "playlist_media")
COLUMNS = {"D-01": {"user_id"}, "D-03": {"remote_ip"}, "D-08": {"remote_ip"}, "D-16": {"user_id"}}
"""Columns in which rows of these recordings differ."""


def unexplained(step: Step, got: Result, said: dict[str, Any]) -> list[str]:
    """Return how an answer or rows differ from the recorded ones beyond what the deviation is about."""
    if "error" in got or step["expect"].get("status", 0) >= 500:
        return []
    if "sql" in step:
        return list(_rows(step["expect"]["rows"], got["rows"], COLUMNS[said["deviation"]]))
    if got == step["expect"]:
        return []
    return list(_ANSWERS[said["deviation"]](step, got))


def _owner_kept(step: Step, got: Result) -> Iterable[str]:
    """D-01: the recorded answer, but for the owner."""
    recorded, received = _bodies(step, got)
    if _without_owner(recorded) != _without_owner(received):
        yield "more than the owner differs"


def _private_left_out(step: Step, got: Result) -> Iterable[str]:
    """D-04: the recorded list without some of its private media. After an edit D-01 holds as well."""
    recorded, received = _bodies(step, got)
    name = next(name for name in LISTS if name in recorded)
    there = {item["friendly_token"] for item in received[name]}
    expected = [item for item in recorded[name] if item["friendly_token"] in there]
    missing = [item for item in recorded[name] if item["friendly_token"] not in there]
    if any(item["state"] != MediaState.PRIVATE for item in missing):
        yield "media are missing that are not private"
    if "count" in recorded:
        recorded["count"] -= len(missing)
    if _without_owner({**recorded, name: expected}) != _without_owner(received):
        yield "more differs than that private media are left out"


def _not_added(step: Step, got: Result) -> Iterable[str]:
    """D-16: nothing but private media is not added."""
    token = step["body"]["json"]["media_friendly_token"]
    if got["status"] != 400 or Media.objects.get(friendly_token=token).state != MediaState.PRIVATE:
        yield "a media that is not private was not added"


def _refused(step: Step, got: Result) -> Iterable[str]:
    """D-27: who is refused waits for approval."""
    user = User.objects.get(username=step["as"].rpartition(":")[2])
    if user.is_approved or user.is_superuser:
        yield f"{user.username} is approved and was answered otherwise than recorded"


def _silent(step: Step, got: Result) -> Iterable[str]:
    """D-34: only pages of private media differ."""
    token = step["path"].partition("m=")[2]
    if Media.objects.get(friendly_token=token).state != MediaState.PRIVATE:
        yield "the page of a media that is not private differs"


def _otherwise(step: Step, got: Result) -> Iterable[str]:
    """The deviation is another answer altogether, and its line describes that."""
    return ()


_ANSWERS = {
    "D-01": _owner_kept,
    "D-02": _otherwise,
    "D-04": _private_left_out,
    "D-16": _not_added,
    "D-26": _otherwise,
    "D-27": _refused,
    "D-34": _silent,
    "D-35": _otherwise,
}


def _rows(want: dict[str, str], got: dict[str, str], allowed: set[str]) -> Iterable[str]:
    for name, text in want.items():
        recorded, received = (json.loads(rows or "null") or [] for rows in (text, got[name]))
        for before, after in zip(recorded, received, strict=False):
            differing = {column for column in before if before[column] != after.get(column)}
            if differing - allowed:
                yield f"rows {name}: {', '.join(sorted(differing - allowed))} differ"


def _bodies(step: Step, got: Result) -> tuple[Any, Any]:
    return json.loads(step["expect"]["body"]), json.loads(got["body"])


def _without_owner(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_owner(item) for key, item in value.items() if key not in OWNER}
    return [_without_owner(item) for item in value] if isinstance(value, list) else value
