"""Loaded by pytest before Django's settings are: parallel test processes share no Valkey database.

Tests clear caches, count sessions and purge queues; pytest-django separates the SQL databases only.
"""

import os
from urllib.parse import urlsplit, urlunsplit

FIRST_DATABASE = 2


def _own_database(location: str, worker: str) -> str:
    number = FIRST_DATABASE + int(worker.removeprefix("gw"))
    return urlunsplit(urlsplit(location)._replace(path=f"/{number}"))


if "REDIS_LOCATION" in os.environ and "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["REDIS_LOCATION"] = _own_database(
        os.environ["REDIS_LOCATION"], os.environ["PYTEST_XDIST_WORKER"]
    )
