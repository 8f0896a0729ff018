"""Messages to the operators of the portal (spec/forms.md §7)."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.common.client_ip import client_ip
from apps.common.languages import in_portal_language
from apps.common.mail import notice

logger = logging.getLogger(__name__)

MESSAGES = 5
PERIOD = 3600
"""Seconds in which that many messages are taken from one address."""


def may_send(request: HttpRequest) -> bool:
    """Count a message, and say whether it is one of those that an address may send."""
    key = f"contact-page:{client_ip(request)}"
    cache.add(key, 0, PERIOD)
    try:
        return cache.incr(key) <= MESSAGES
    except ValueError:  # it expired in between
        return True


@in_portal_language
def contact_message_send(*, name: str, email: str, text: str) -> None:
    """Mail a message to ``ADMIN_EMAIL_LIST``, who can reply; a failure to send is only logged.

    Args:
        name: of the sender, perhaps "".
        email: of the sender, perhaps "".
        text: the message.
    """
    body = _(
        "\nYou have received a message through the contact form\n\n"
        "Sender name: %(name)s\nSender email: %(email)s\n\n%(text)s\n"
    ) % {"name": name, "email": email, "text": text}
    reply_to = [email] if email else []
    message = notice(_("Contact form message received"), body, settings.ADMIN_EMAIL_LIST, reply_to=reply_to)
    message.send(fail_silently=True)
    logger.info("contact message queued")
