"""What counts as equal to a recording."""

import datetime as dt
import json
from typing import Any

import pytest

from tests.contract.comparison import Answer, Step, answer_result, differences, rows_result

RECORDED = {"status": 200, "headers": {"content-type": "application/json"}, "body": '{"a":1}'}


def got(body: str, status: int = 200, step: Step | None = None, **headers: str) -> dict[str, Any]:
    """The result of a JSON answer."""
    answer = Answer(status, {"content-type": "application/json"} | headers, body.encode())
    return answer_result(step or {}, answer, {})


def test_the_same_answer_is_equal() -> None:
    assert not differences({"expect": RECORDED}, got('{"a":1}'))


@pytest.mark.parametrize(
    "other",
    [got('{"a": 1}'), got('{"a":1}', status=201), got('{"a":1}', location="/"), {"error": "no answer"}],
    ids=["body", "status", "header", "error"],
)
def test_another_answer_differs(other: dict[str, Any]) -> None:
    assert differences({"expect": RECORDED}, other)


@pytest.mark.parametrize(("status", "equal"), [(400, True), (200, True), (500, False)])
def test_any_answer_but_a_crash_is_better_than_a_crash(status: int, equal: bool) -> None:
    crashed = {"status": 500, "headers": {}}

    assert (not differences({"expect": crashed}, got("", status))) is equal


def test_a_time_of_this_day_is_a_role() -> None:
    now = dt.datetime.now(dt.UTC).isoformat()

    assert got(f'{{"add_date":"{now}"}}')["body"] == '{"add_date":"<now>"}'
    assert got('{"add_date":"2020-01-01T00:00:00Z"}')["body"] == '{"add_date":"2020-01-01T00:00:00Z"}'


def test_a_saved_value_is_a_role_from_then_on() -> None:
    variables: dict[str, str] = {}
    answer = Answer(200, {}, b'{"uid":"abcdef"}')

    assert answer_result({"save": {"comment": "uid"}}, answer, variables)["body"] == '{"uid":"<comment>"}'
    assert rows_result({}, {"q": "[abcdef]"}, variables) == {"rows": {"q": "[<comment>]"}}


def test_lists_without_order_are_compared_as_sets() -> None:
    step = {"unordered": ["results"]}

    assert got('{"results":[2,1]}', step=step) == got('{"results":[1,2]}', step=step)


def test_a_described_step_is_compared_with_the_deviation() -> None:
    step = {"id": "x-1", "path": "/x", "expect": RECORDED}
    said = [{"id": "^x-", "status": 403, "body": "refused"}]

    assert not differences(step, got('"refused"', 403), said)
    assert differences(step, got('{"a":1}'), said)


def test_columns_of_a_deviation_are_left_out() -> None:
    rows = {"q": json.dumps([{"id": 1, "user_id": 2}])}
    step = {"id": "x-1", "sql": {"q": ""}, "expect": {"rows": rows}}
    other = {"rows": {"q": json.dumps([{"id": 1, "user_id": 3}])}}

    assert differences(step, other)
    assert not differences(step, other, [{"ignore_columns": ["user_id"]}])
