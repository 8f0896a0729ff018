"""Log lines carry what was said, and nothing that nobody should read."""

import json
import logging

import pytest

from apps.common.logs import JSONFormatter, TextFormatter


def record(**extra) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "apps.x", "levelname": "INFO", "msg": "encode finished", **extra})


def test_extras_follow_the_message():
    assert TextFormatter().format(record(token="abc")).endswith("INFO apps.x: encode finished token=abc")


def test_json_lines_hold_extras_as_fields():
    assert json.loads(JSONFormatter().format(record(seconds=1.5)))["seconds"] == 1.5


@pytest.mark.parametrize("formatter", [TextFormatter(), JSONFormatter()])
def test_arguments_of_tasks_are_not_logged(formatter):
    line = formatter.format(record(data={"args": "[{'body': 'Reset: /reset/key/abc-secret/'}]"}))
    assert "secret" not in line
