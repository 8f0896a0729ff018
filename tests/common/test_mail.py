"""Notices by mail: plain text, and the same as HTML."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from apps.common.mail import notice_send

pytestmark = pytest.mark.django_db

TEXT = (
    "\nMedia <script>alert(1)</script> & more.\n\nView it on https://media.example.org/view?m=a&b=1\n"
    "and not on https://evil.example/view\n"
)


@pytest.fixture
def sent(
    settings: Any, mailoutbox: list[EmailMultiAlternatives], django_capture_on_commit_callbacks: Any
) -> Callable[[str], EmailMultiAlternatives]:
    """Sends a notice and gives the mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SSL_FRONTEND_HOST = "https://media.example.org"
    settings.PORTAL_NAME = "Harbour & TV"

    def send(text: str) -> EmailMultiAlternatives:
        with django_capture_on_commit_callbacks(execute=True):
            notice_send("A comment was added", text, ["ada@example.org"], reply_to=["bob@example.org"])
        (message,) = mailoutbox
        return message

    return send


def test_a_notice_has_its_text_twice(sent: Callable[[str], EmailMultiAlternatives]) -> None:
    message = sent(TEXT)

    assert message.subject == "[Harbour & TV] - A comment was added"
    assert (message.body, message.to, message.reply_to) == (TEXT, ["ada@example.org"], ["bob@example.org"])
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert "<title>[Harbour &amp; TV] - A comment was added</title>" in html


def test_what_users_write_is_no_html_and_no_link(sent: Callable[[str], EmailMultiAlternatives]) -> None:
    html = str(sent(TEXT).alternatives[0][0])

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in html
    assert 'href="https://media.example.org/view?m=a&amp;b=1"' in html
    assert "https://evil.example/view" in html
    assert 'href="https://evil' not in html


def test_a_notice_is_lost_with_its_transaction(
    settings: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notice_send("Nothing", "happened", ["ada@example.org"])
        transaction.set_rollback(True)

    assert mailoutbox == []
