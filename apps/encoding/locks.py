"""Locks between workers on any machine: PostgreSQL advisory locks of the session.

They are held outside of transactions, since packaging and joining take longer than a transaction should, and
are let go by the database itself when a worker dies. They belong to the session: a connection pooler in front
of the database has to keep one for a client (PgBouncer's session mode).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What is locked; the number is the first half of the database's key."""

    HLS = 0x484C53
    CHUNKS = 0x43484B
    TRIM = 0x54524D


@contextmanager
def wait_for_lock(lock: Lock, key: int) -> Iterator[None]:
    """Take a lock, waiting until it is free.

    Args:
        key: primary key of the media item.
    """
    _call("pg_advisory_lock", lock, key)
    try:
        yield
    finally:
        _call("pg_advisory_unlock", lock, key)


def _call(function: str, lock: Lock, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [int(lock), key])
