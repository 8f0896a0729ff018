"""Mails about comments (spec/api-community.md §6.7, §11)."""

from typing import Any

import pytest

from apps.comments.services import comment_create
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(alice: User, settings: Any) -> Media:
    """A media of alice; the portal has a name and an address."""
    settings.PORTAL_NAME = "Tube"
    settings.SSL_FRONTEND_HOST = "https://tube.example"
    return make_media(alice, title="Film")


@pytest.fixture
def comment(media: Media, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]) -> Any:
    """Write a comment and return the mails that it causes."""

    def write(user: User, text: str) -> list[Any]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            comment_create(user=user, media=media, text=text)
        return [(mail.to, mail.subject, mail.body.splitlines()) for mail in mailoutbox]

    return write


def test_the_owner_hears_of_a_comment(comment: Any, media: Media, bob: User) -> None:
    assert comment(bob, "hello") == [
        (
            ["alice@example.org"],
            "[Tube] - A comment was added",
            [
                "",
                "A comment has been added to your media Film .",
                f"View it on https://tube.example/view?m={media.friendly_token}",
            ],
        )
    ]


def test_not_of_their_own_comments(comment: Any, alice: User) -> None:
    assert comment(alice, "hello") == []


def test_not_if_they_do_not_want_to(comment: Any, alice: User, bob: User) -> None:
    alice.notification_on_comments = False
    alice.save()
    assert comment(bob, "hello") == []


def test_mentioned_users_hear_of_it_once_and_strangers_do_no_harm(
    comment: Any, media: Media, alice: User, bob: User, settings: Any
) -> None:
    settings.ALLOW_MENTION_IN_COMMENTS = True
    text = "@(_bob_)[_Bob_] and @(_nobody_)[_?_], @(_bob_)[_Bob_] look"
    assert comment(alice, text) == [
        (
            ["bob@example.org"],
            "[Tube] - You were mentioned in a comment",
            [
                "",
                "You were mentioned in a comment on  Film .",
                f"View it on https://tube.example/view?m={media.friendly_token}",
                "",
                "Comment : Bob and ?, Bob look",
            ],
        )
    ]


def test_mentions_are_off_by_default(comment: Any, alice: User, bob: User) -> None:
    assert comment(alice, "@(_bob_)[_Bob_]") == []


def test_an_unreachable_queue_does_not_undo_the_comment(
    comment: Any, media: Media, bob: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.media.broken_mail.EmailBackend"
    comment(bob, "hello")
    assert media.comments.count() == 1
