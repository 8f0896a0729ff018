"""``POST /api/v1/users/<username>/contact`` (spec/api-users.md §13)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from rest_framework.test import APIClient

from apps.users.models import User

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


@pytest.fixture
def bob(bob: User) -> User:
    """Somebody who wants mail."""
    bob.allow_contact = True
    bob.save(update_fields=["allow_contact"])
    return bob


@pytest.fixture
def contact(api: Api, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Sends a message; mails go out as if committed."""

    def send(sender: User | None, path: str = "bob/contact", body: Any = None) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return api(sender).post(f"/api/v1/users/{path}", body or {"body": "Hi"}, format="json")

    return send


def test_the_message_goes_to_whoever_wants_it(contact: Any, alice: User, bob: User, settings: Any) -> None:
    answer = contact(alice, body={"subject": "ignored", "body": "Hello\nBob"})
    assert (answer.status_code, answer.content) == (204, b"")
    (message,) = mail.outbox
    assert message.subject == f"[{settings.PORTAL_NAME}] - Message from alice@example.org"
    assert (message.to, message.reply_to) == (["bob@example.org"], ["alice@example.org"])
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    assert message.body == (
        "\nYou have received a message through the contact form\n\n"
        "Sender name: Alice Liddell\nSender email: alice@example.org\n\n\n Hello\nBob\n"
    )


def test_without_text_it_says_none(contact: Any, alice: User, bob: User) -> None:
    contact(alice, body={"subject": "x"})
    assert mail.outbox[0].body.endswith(" None\n")


@pytest.mark.parametrize("path", ["bob/contact", "nobody/contact"])
def test_whoever_wants_no_mail_gets_none_and_nobody_is_told(
    contact: Any, alice: User, bob: User, path: str
) -> None:
    User.objects.update(allow_contact=False)
    assert contact(alice, path).status_code == 204
    assert not mail.outbox


def test_editors_reach_everybody(contact: Any, editor: User, bob: User) -> None:
    User.objects.update(allow_contact=False)
    contact(editor)
    assert len(mail.outbox) == 1


def test_anything_may_follow_the_address(contact: Any, alice: User, bob: User) -> None:
    for path in ("bob/contact/", "bob/contactus-x"):
        assert contact(alice, path).status_code == 204
    assert len(mail.outbox) == 2


def test_the_anonymous_are_asked_to_log_in(contact: Any, bob: User) -> None:
    answer = contact(None)
    assert (answer.status_code, answer.json()) == (401, {"detail": "request need be authenticated"})
    assert "WWW-Authenticate" not in answer


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        ("body=x", "application/x-www-form-urlencoded", 415),
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
    ],
)
def test_the_body_is_read_only_if_a_mail_goes_out(
    alice: User, bob: User, content: str, content_type: str, status: int
) -> None:
    client = APIClient()
    client.force_login(alice)
    assert client.post("/api/v1/users/bob/contact", content, content_type=content_type).status_code == status
    User.objects.update(allow_contact=False)
    assert client.post("/api/v1/users/bob/contact", content, content_type=content_type).status_code == 204


def test_one_user_sends_a_limited_number(contact: Any, alice: User, editor: User, bob: User) -> None:
    answers = [contact(alice) for _ in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {204}
    assert answers[20].status_code == 429
    assert int(answers[20]["Retry-After"]) > 0
    assert len(mail.outbox) == 20
    assert contact(editor).status_code == 204


def test_sessions_need_the_csrf_token(alice: User, bob: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    answer = client.post("/api/v1/users/bob/contact", {"body": "x"}, format="json")
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("CSRF Failed: ")
