"""Mails of the portal: plain text with the same as HTML, queued on commit (spec/users.md §8)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe


def notice(
    subject: str, body: str, recipients: Sequence[str], *, reply_to: Sequence[str] = ()
) -> EmailMultiAlternatives:
    """Make a notice of the portal.

    Args:
        subject: without the portal's name, which comes before it.
        body: plain text.
        recipients: addresses; without any nothing is sent.
        reply_to: whom answers go to, if not the portal.
    """
    message = EmailMessage(
        f"[{settings.PORTAL_NAME}] - {subject}",
        body,
        settings.DEFAULT_FROM_EMAIL,
        list(recipients),
        reply_to=list(reply_to),
    )
    return with_html(message)


def notice_send(subject: str, body: str, recipients: Sequence[str], *, reply_to: Sequence[str] = ()) -> None:
    """Send a notice when the transaction commits; see `notice`.

    A failure to queue it is logged; it undoes nothing of what the notice tells.
    """
    message = notice(subject, body, recipients, reply_to=reply_to)
    transaction.on_commit(lambda: message.send(fail_silently=True), robust=True)


def with_html(message: EmailMessage) -> EmailMultiAlternatives:
    """A message of plain text, with the same text as HTML beside it; one that has HTML stays as it is.

    The text may be that of users: all of it is escaped, and only addresses of the portal become links.
    """
    if isinstance(message, EmailMultiAlternatives) and message.alternatives:
        return message
    html = EmailMultiAlternatives(
        message.subject,
        message.body,
        message.from_email,
        message.to,
        reply_to=message.reply_to,
        headers=message.extra_headers,
    )
    context = {
        "subject": message.subject,
        "text": _paragraphs(str(message.body)),
        "portal": settings.PORTAL_NAME,
        "address": settings.SSL_FRONTEND_HOST,
    }
    html.attach_alternative(render_to_string("mail/notice.html", context), "text/html")
    return html


def _paragraphs(text: str) -> SafeString:
    own = re.compile(rf"{re.escape(settings.SSL_FRONTEND_HOST)}/[^\s<>\"']*")
    pieces, end = [], 0
    for found in own.finditer(text):
        pieces += [escape(text[end : found.start()]), format_html('<a href="{0}">{0}</a>', found[0])]
        end = found.end()
    pieces.append(escape(text[end:]))
    return mark_safe(linebreaks(mark_safe("".join(pieces).strip())))  # noqa: S308 - every piece is escaped
