"""Mails go through the queue: a request never waits for an SMTP server (spec/pipeline.md §17)."""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections.abc import Sequence
from email.message import Message
from email.mime.base import MIMEBase
from typing import Any

from celery import signature
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

TASK = "djcelery_email_send_multiple"

OPTIONAL = ("content_subtype", "mixed_subtype")


class CeleryEmailBackend(BaseEmailBackend):
    """Queues messages for a worker, a few in each task, when the surrounding transaction commits.

    Settings name it by its legacy path ``djcelery_email.backends.CeleryEmailBackend``.
    """

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.options = options

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue messages.

        Returns:
            Their number.

        Raises:
            OperationalError: the broker cannot be reached, outside a transaction and unless `fail_silently`.
        """
        dicts = [to_dict(message) for message in email_messages if message.recipients()]
        connection = transaction.get_connection()
        # Without a transaction no connection is needed: mails about a database that is down must get out.
        if connection.in_atomic_block:
            transaction.on_commit(lambda: self._queue(dicts, fail_silently=True))
        else:
            self._queue(dicts, fail_silently=self.fail_silently)
        return len(dicts)

    def _queue(self, messages: list[dict[str, Any]], *, fail_silently: bool) -> None:
        try:
            for start in range(0, len(messages), settings.CELERY_EMAIL_CHUNK_SIZE):
                chunk = messages[start : start + settings.CELERY_EMAIL_CHUNK_SIZE]
                signature(TASK, args=(chunk, self.options)).apply_async(**settings.CELERY_EMAIL_TASK_CONFIG)
        except OperationalError:
            if not fail_silently:
                raise
            logger.exception("%d mails were not queued", len(messages))


def to_dict(message: EmailMessage) -> dict[str, Any]:
    """Return a message as JSON can carry it between this server and the legacy one.

    Keys: ``subject body from_email to cc bcc reply_to headers attachments``, where an attachment is
    ``[name, base64, type]``; where the message has them ``alternatives`` (``[content, type]``),
    ``content_subtype``, ``mixed_subtype``.
    """
    fields: dict[str, Any] = {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "bcc": list(message.bcc),
        "attachments": [_attachment(attachment) for attachment in message.attachments],
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
        "cc": list(message.cc),
        "reply_to": list(message.reply_to),
    }
    if isinstance(message, EmailMultiAlternatives):
        fields["alternatives"] = [[str(content), mimetype] for content, mimetype in message.alternatives]
    return fields | {name: getattr(message, name) for name in OPTIONAL if hasattr(message, name)}


def from_dict(fields: dict[str, Any]) -> EmailMessage:
    """Return the message that `to_dict`, here or in the legacy server, made a dictionary of."""
    kind = EmailMultiAlternatives if "alternatives" in fields else EmailMessage
    names = ("subject", "body", "from_email", "to", "bcc", "headers", "cc", "reply_to")
    message = kind(**{name: fields[name] for name in names if name in fields})
    for name, content, mimetype in fields.get("attachments", []):
        message.attach(name, b64decode(content), mimetype)
    if isinstance(message, EmailMultiAlternatives):
        for content, mimetype in fields["alternatives"]:
            message.attach_alternative(content, mimetype)
    for name in OPTIONAL:
        if name in fields:
            setattr(message, name, fields[name])
    return message


def _attachment(attachment: Any) -> list[str | None]:
    """Return ``[name, base64, type]`` of an attachment, which Django keeps as a tuple or as a MIME part."""
    if isinstance(attachment, MIMEBase | Message):
        name, mimetype = attachment.get_filename(), attachment.get_content_type()
        content = attachment.get_payload(decode=True)
    else:
        name, content, mimetype = attachment
    data = content.encode() if isinstance(content, str) else bytes(content)
    return [name, b64encode(data).decode("ascii"), mimetype]
