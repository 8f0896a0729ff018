"""How log records become lines."""

import json
import logging
import sys

from apps.common.logs import JSONFormatter, TextFormatter


def record(message: str = "encode %s", *args: object, **extra: object) -> logging.LogRecord:
    return logging.getLogger("apps.encoding").makeRecord(
        "apps.encoding", logging.INFO, __file__, 1, message, args, None, extra=extra or None
    )


def test_a_line_holds_the_message_and_its_extras() -> None:
    line = TextFormatter().format(record("encode %s", "finished", token="abc", seconds=3.2))
    assert line.endswith("Z INFO apps.encoding: encode finished token=abc seconds=3.2")


def test_extras_stay_on_the_line() -> None:
    assert TextFormatter().format(record("m", note="two\nlines")).endswith("m note=two lines")


def test_machines_get_json() -> None:
    entry = json.loads(JSONFormatter().format(record("encode %s", "finished", token="abc", path=object)))
    assert (entry["message"], entry["level"], entry["logger"]) == ("encode finished", "INFO", "apps.encoding")
    assert entry["token"] == "abc"


def test_json_holds_the_traceback() -> None:
    entry = record("failed")
    try:
        raise ValueError("why")
    except ValueError:
        entry.exc_info = sys.exc_info()
    assert "ValueError: why" in json.loads(JSONFormatter().format(entry))["exception"]
