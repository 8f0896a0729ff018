"""Handing work to the workers, by the names of spec/pipeline.md §17."""

from __future__ import annotations

import logging
from typing import Any

from celery import signature
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue(
    name: str,
    *args: Any,
    priority: int | None = None,
    countdown: int | None = None,
    task_id: str | None = None,
    **kwargs: Any,
) -> None:
    """Queue a task when the surrounding transaction commits; at once if there is none.

    A broker that cannot be reached is logged, not raised: where a job says what is to be done,
    ``check_pending_states`` queues it again.

    Args:
        name: of the task; its queue and time limits are the task's own.
        args: positional arguments, as JSON.
        priority: 0 or 9, the two that legacy workers know; 0 if None.
        countdown: seconds to wait before it runs.
        task_id: id of the message; a random one if None.
        kwargs: keyword arguments of the task.
    """
    options = {"priority": priority, "countdown": countdown, "task_id": task_id}
    given = {key: value for key, value in options.items() if value is not None}

    def send() -> None:
        try:
            signature(name, args=args, kwargs=kwargs).apply_async(**given)
        except OperationalError:
            logger.exception("task %s%r was not queued", name, args)

    transaction.on_commit(send)
