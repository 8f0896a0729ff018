"""What only the database can do to changes: have them meet at a lock, or end their connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from tests.bulk.parallel import BLOCKED, with_own_connection
from tests.encoding.processes import wait_for

SECONDS = 20


def meeting(lock: Callable[[], object], *calls: Callable[[], object]) -> list[object]:
    """Run functions in threads until all wait in the database, one behind the other; then let them go.

    Args:
        lock: takes what they are to wait for, in a transaction of the caller's.
        calls: the functions, in the order in which they come to wait.

    Returns:
        What they return.
    """
    with ThreadPoolExecutor(len(calls)) as pool:
        with transaction.atomic():
            lock()
            running = []
            for call in calls:
                running.append(pool.submit(with_own_connection, call))
                wait_for(lambda: _waiting() == len(running), SECONDS)
        return [future.result(SECONDS) for future in running]


def _waiting() -> int:
    # A transaction goes on seeing the activity that it saw first.
    _ask("SELECT count(pg_stat_clear_snapshot())")
    return _ask(BLOCKED)


def connections_end() -> None:
    """End all connections to the database but this one, as its restart does; there has to be another one."""
    assert _ask(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def _ask(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
