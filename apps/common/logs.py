"""How log records become lines: the message, and what was passed as ``extra``."""

import json
import logging
import time
from typing import Any

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Django's request object, and Celery's copy of a message: its arguments may be a mail with a reset link.
_KEPT_OUT = frozenset({"request", "data"})


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was passed as ``extra`` to a log call and may be read in a log."""
    return {
        name: value
        for name, value in vars(record).items()
        if name not in _OWN | _KEPT_OUT and not name.startswith("_")
    }


class TextFormatter(logging.Formatter):
    """Lines for people: ``2026-11-23T20:15:00Z INFO apps.encoding: encode finished token=abc``."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — the name of the base class
        """Add the extras to the first line."""
        details = "".join(f" {name}={_line(value)}" for name, value in extras(record).items())
        return super().formatMessage(record) + details


class JSONFormatter(logging.Formatter):
    """One JSON object a line, for programs that collect logs."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a JSON object."""
        entry: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **extras(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)


def _line(value: object) -> str:
    return str(value).replace("\n", " ")
