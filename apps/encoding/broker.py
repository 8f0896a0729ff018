"""What waits at the broker: the messages that no worker has taken yet (spec/pipeline.md §18)."""

from __future__ import annotations

import base64
import binascii
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from redis import Redis, RedisError

logger = logging.getLogger(__name__)

PRIORITIES = ("", "\x06\x163", "\x06\x166", "\x06\x169")
"""Ends of the names of the Redis lists that a queue has."""
PAGE = 1000


@dataclass(slots=True)
class Waiting:
    """Messages that no worker has taken yet.

    Attributes:
        ids: of all messages.
        encodings: ids of the encodings that ``encode_media`` is to look at.
    """

    ids: set[str] = field(default_factory=set)
    encodings: set[int] = field(default_factory=set)


def waiting_messages() -> Waiting | None:
    """Return what waits in the queues of all tasks; None if the broker cannot tell.

    Messages that a worker has taken and not begun with do not count: when it dies they stay hidden for a day.
    Sending such a one again is harmless.
    """
    try:
        with current_app.connection_for_read() as connection:
            client = getattr(connection.default_channel, "client", None)
            if not isinstance(client, Redis):
                return None
            return _read(client)
    except (OperationalError, RedisError):
        logger.warning("the broker did not tell what waits", exc_info=True)
        return None


def _read(client: Redis) -> Waiting:
    found = Waiting()
    queues = {task.queue for task in current_app.tasks.values() if getattr(task, "queue", None)}
    for name in sorted(f"{queue}{end}" for queue in queues for end in PRIORITIES):
        for raw in _elements(client, name):
            _take(found, raw)
    return found


def _elements(client: Redis, name: str) -> Iterator[bytes]:
    """All elements of a list, read from its tail, which consumers take from, so that none is missed."""
    last = -1
    while page := client.lrange(name, last - PAGE + 1, last):
        yield from page  # type: ignore[misc]
        last -= PAGE


def _take(found: Waiting, raw: bytes) -> None:
    try:
        message: dict[str, Any] = json.loads(raw)
        headers = message["headers"]
        found.ids.add(headers["id"])
        if headers["task"] == "encode_media":
            args = json.loads(base64.b64decode(message["body"]))[0]
            found.encodings.add(int(args[2]))
    except (ValueError, KeyError, TypeError, IndexError, binascii.Error):
        logger.warning("a message that nobody can read waits in a queue")
