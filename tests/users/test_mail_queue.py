"""Mails as tasks: what is in the queue, and what a worker does with it (spec/pipeline.md §17, §18)."""

import base64
import json
import smtplib
from contextlib import contextmanager
from email.mime.image import MIMEImage

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from kombu.exceptions import OperationalError
from redis import Redis

from apps.users.mail_queue import from_dict, to_dict
from apps.users.tasks import send_messages

BACKEND = "djcelery_email.backends.CeleryEmailBackend"
QUEUE = "short_tasks"


@pytest.fixture
def queue():
    """Take what is in the queue, oldest first, as the legacy server's worker would find it."""
    client = Redis.from_url(django_settings.REDIS_LOCATION)
    client.delete(QUEUE)

    def take() -> list[dict]:
        entries = [json.loads(entry) for entry in reversed(client.lrange(QUEUE, 0, -1))]
        client.delete(QUEUE)
        return entries

    yield take
    client.delete(QUEUE)
    client.close()


def body_of(entry: dict) -> list:
    return json.loads(base64.b64decode(entry["body"]))


def a_message(number: int = 0, **options) -> EmailMessage:
    return EmailMessage(f"Subject {number}", "Body", "from@example.org", ["to@example.org"], **options)


# -- the way into the queue -----------------------------------------------------------------------------


def test_a_mail_becomes_the_task_that_legacy_workers_know(queue) -> None:
    message = a_message(
        bcc=["bcc@example.org"], cc=["cc@example.org"], reply_to=["r@example.org"], headers={"X-Portal": "1"}
    )
    message.attach("a.txt", "text", "text/plain")
    assert get_connection(BACKEND).send_messages([message]) == 1
    (entry,) = queue()
    assert entry["headers"]["task"] == "djcelery_email_send_multiple"
    assert entry["properties"]["delivery_info"]["routing_key"] == QUEUE
    (messages, backend_options), keywords, _ = body_of(entry)
    assert (backend_options, keywords) == ({}, {})
    assert messages == [
        {
            "subject": "Subject 0",
            "body": "Body",
            "from_email": "from@example.org",
            "to": ["to@example.org"],
            "bcc": ["bcc@example.org"],
            "attachments": [["a.txt", base64.b64encode(b"text").decode(), "text/plain"]],
            "headers": {"X-Portal": "1"},
            "cc": ["cc@example.org"],
            "reply_to": ["r@example.org"],
            "content_subtype": "plain",
            "mixed_subtype": "mixed",
        }
    ]


def test_a_task_carries_ten_mails(queue) -> None:
    assert get_connection(BACKEND).send_messages([a_message(number) for number in range(23)]) == 23
    chunks = [[message["subject"] for message in body_of(entry)[0][0]] for entry in queue()]
    assert [len(chunk) for chunk in chunks] == [10, 10, 3]
    assert chunks[2] == ["Subject 20", "Subject 21", "Subject 22"]


def test_a_mail_to_nobody_is_not_queued(queue) -> None:
    assert get_connection(BACKEND).send_messages([EmailMessage("s", "b", "from@example.org", [])]) == 0
    assert queue() == []


def test_options_of_the_sending_backend_travel_along(queue) -> None:
    get_connection(BACKEND, timeout=3).send_messages([a_message()])
    assert body_of(queue()[0])[0][1] == {"timeout": 3}


@pytest.mark.django_db
def test_a_mail_waits_for_its_transaction(queue, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        get_connection(BACKEND).send_messages([a_message()])
        assert queue() == []
    assert len(queue()) == 1


@pytest.mark.django_db
def test_a_mail_is_lost_with_its_transaction(queue, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        get_connection(BACKEND).send_messages([a_message()])
        transaction.set_rollback(True)
    assert queue() == []


def test_a_broker_that_is_down_is_said_or_kept_silent(settings, monkeypatch) -> None:
    def refuse(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr("celery.canvas.Signature.apply_async", refuse)
    with pytest.raises(OperationalError):
        get_connection(BACKEND).send_messages([a_message()])
    assert get_connection(BACKEND, fail_silently=True).send_messages([a_message()]) == 1


# -- the way back ---------------------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)


@given(
    subject=words,
    body=st.text(max_size=50),
    addresses=st.lists(st.emails(), min_size=1, max_size=3),
    content=st.binary(max_size=50),
    html=st.none() | st.text(max_size=50),
)
def test_a_message_survives_the_journey(subject, body, addresses, content, html) -> None:
    message = EmailMultiAlternatives(subject, body, "from@example.org", addresses, cc=addresses)
    message.attach("f.bin", content, "application/octet-stream")
    if html is not None:
        message.attach_alternative(html, "text/html")
    restored = from_dict(json.loads(json.dumps(to_dict(message))))
    assert (restored.subject, restored.body, restored.to, restored.cc) == (
        subject,
        body,
        addresses,
        addresses,
    )
    assert [tuple(attachment) for attachment in restored.attachments] == [
        ("f.bin", content, "application/octet-stream")
    ]
    assert [tuple(alternative) for alternative in restored.alternatives] == (
        [] if html is None else [(html, "text/html")]
    )


def test_pictures_inside_a_message_survive() -> None:
    message = EmailMultiAlternatives("s", "b", "from@example.org", ["to@example.org"])
    picture = MIMEImage(b"GIF89a", _subtype="gif", name="a.gif")
    picture.add_header("Content-Disposition", "inline", filename="a.gif")
    message.attach(picture)
    message.mixed_subtype = "related"
    restored = from_dict(to_dict(message))
    assert tuple(restored.attachments[0]) == ("a.gif", b"GIF89a", "image/gif")
    assert restored.mixed_subtype == "related"


def test_a_message_of_html_stays_one() -> None:
    message = a_message()
    message.content_subtype = "html"
    assert from_dict(to_dict(message)).message().get_content_type() == "text/html"


def test_a_message_of_an_older_server_may_lack_optional_keys() -> None:
    fields = {"subject": "s", "body": "b", "from_email": "f@example.org", "to": ["t@example.org"]}
    assert from_dict(fields).to == ["t@example.org"]


# -- the worker -----------------------------------------------------------------------------------------


@contextmanager
def as_a_worker_does(retries: int):
    """Run the task with the context that a worker gives it."""
    send_messages.push_request(called_directly=False, retries=retries)
    try:
        yield
    finally:
        send_messages.pop_request()


@pytest.fixture
def smtp_down(settings, monkeypatch):
    """An SMTP server that refuses one message."""
    settings.CELERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def send(self, messages):
        if messages[0].subject == "Subject 1":
            raise smtplib.SMTPServerDisconnected("gone")
        mail.outbox.extend(messages)
        return len(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send)


def test_a_worker_sends_what_was_queued(settings, mailoutbox) -> None:
    settings.CELERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    messages = [to_dict(a_message(number)) for number in range(3)]
    assert send_messages.apply(args=(messages, {})).get() == 3
    assert [message.subject for message in mailoutbox] == ["Subject 0", "Subject 1", "Subject 2"]


@pytest.mark.usefixtures("smtp_down")
def test_a_message_that_fails_is_tried_again_by_itself(mailoutbox, queue) -> None:
    messages = [to_dict(a_message(number)) for number in range(3)]
    with as_a_worker_does(retries=0):
        assert send_messages.run(messages, {}) == 2
    assert [message.subject for message in mailoutbox] == ["Subject 0", "Subject 2"]
    (entry,) = queue()
    (retried, _), _, _ = body_of(entry)
    assert [message["subject"] for message in retried] == ["Subject 1"]
    assert entry["headers"]["retries"] == 1
    assert entry["headers"]["eta"]


@pytest.mark.usefixtures("smtp_down")
def test_a_message_that_keeps_failing_is_given_up(caplog, queue) -> None:
    with as_a_worker_does(retries=3):
        assert send_messages.run([to_dict(a_message(1))], {}) == 0
    assert "given up" in caplog.text
    assert queue() == []
