"""A mail backend whose queue is out of reach."""

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class EmailBackend(BaseEmailBackend):
    """Raises as a broker does that cannot be reached."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        """Never succeeds."""
        raise ConnectionError("broker out of reach")
