"""Messages from user to user."""

import logging

from apps.users import notices
from apps.users.models import User

logger = logging.getLogger(__name__)


def user_contact(*, sender: User, recipient: User, text: str) -> None:
    """Mail a message to a user. Whether they want mail from `sender` is asked before."""
    notices.contact_message(sender=sender, recipient=recipient, text=text)
    logger.info("contact message queued", extra={"sender": sender.pk, "recipient": recipient.pk})
