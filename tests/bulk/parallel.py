"""Calls at the same time, each with a database connection of its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections, transaction

from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media, make_user

SECONDS = 20
BLOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def in_parallel(*calls: Callable[[], object]) -> list[object]:
    """Run functions in threads and return what they return."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(with_own_connection, calls))


def with_own_connection(call: Callable[[], object]) -> object:
    """Run a function in a thread, whose connection to the database goes with it."""
    try:
        return call()
    finally:
        connections.close_all()


def overlapping(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Run two changes so that the second has to wait for the first one to commit."""
    begun = threading.Event()

    def change_and_wait() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            first()
            begun.set()
            for _ in range(SECONDS * 100):
                cursor.execute(BLOCKED)
                if cursor.fetchone()[0]:
                    return
                cursor.execute("SELECT pg_sleep(0.01), pg_stat_clear_snapshot()")
        raise AssertionError("the second change did not wait")

    def change() -> None:
        assert begun.wait(SECONDS)
        second()

    in_parallel(change_and_wait, change)


@contextmanager
def committed_media(**fields: object) -> Iterator[Media]:
    """A media that other connections see; it goes with its owner and all that depends on them."""
    owner = make_user()
    try:
        yield make_media(owner, **fields)
    finally:
        User.objects.filter(pk=owner.pk).delete()
