"""Tasks of accounts: sending mails (spec/pipeline.md §17)."""

from __future__ import annotations

import logging
from contextlib import closing
from smtplib import SMTPException
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.core.mail import get_connection

from apps.users.mail_queue import TASK, from_dict

logger = logging.getLogger(__name__)


@shared_task(name=TASK, bind=True, ignore_result=True, **settings.CELERY_EMAIL_TASK_CONFIG)
def send_messages(
    task: Task, messages: list[dict[str, Any]], backend_kwargs: dict[str, Any] | None = None, **_: Any
) -> int:
    """Send messages; one that cannot be sent is tried again by itself, three times within ten minutes.

    Args:
        messages: see `apps.users.mail_queue.to_dict`.
        backend_kwargs: of CELERY_EMAIL_BACKEND.

    Returns:
        How many were sent.
    """
    options = backend_kwargs or {}
    sent = 0
    with closing(get_connection(settings.CELERY_EMAIL_BACKEND, **options)) as connection:
        for message in messages:
            try:
                connection.open()
                sent += connection.send_messages([from_dict(message)]) or 0
            except (SMTPException, OSError) as error:
                connection.close()
                _retry(task, message, options, error)
    return sent


def _retry(task: Task, message: dict[str, Any], options: dict[str, Any], error: Exception) -> None:
    recipients = message.get("to")
    if task.request.retries >= task.max_retries:
        logger.error("mail %r to %s given up: %s", message.get("subject"), recipients, error)
        return
    logger.warning("mail %r to %s is tried again: %s", message.get("subject"), recipients, error)
    task.retry(args=([message], options), exc=error, throw=False)
