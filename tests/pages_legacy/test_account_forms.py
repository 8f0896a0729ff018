"""Profiles, channels and messages to the operators."""

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.users.models import Channel, User
from tests.media.factories import make_user, png
from tests.pages_legacy.conftest import Browser


def test_a_profile_is_edited(browser: Browser, alice: User) -> None:
    fields = {"name": "A <b>B</b>", "description": "d", "logo": png("my pic.png"), "is_manager": "on"}

    response = browser(alice).post("/user/alice/edit", fields)

    alice.refresh_from_db()
    assert response["Location"] == "/user/alice/"
    assert (alice.name, alice.description, alice.notification_on_comments) == ("A B", "d", False)
    assert not alice.is_manager
    with Image.open(alice.logo.path) as logo:
        assert logo.size == (200, 200)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": ""}, b"This field is required."),
        ({"name": "x", "logo-clear": "on"}, b"Please provide a logo"),
        ({"name": "x", "logo": SimpleUploadedFile("x.png", b"text")}, b"Upload a valid image."),
    ],
)
def test_mistakes_are_named(browser: Browser, alice: User, fields: dict[str, Any], error: bytes) -> None:
    assert error in browser(alice).post("/user/alice/edit", fields).content


def test_managers_give_roles(browser: Browser, alice: User, manager: User, settings: Any) -> None:
    settings.USERS_NEEDS_TO_BE_APPROVED = True
    manager.is_approved = True
    manager.save()
    fields = {"name": "A", "is_editor": "on", "is_approved": "true"}

    browser(manager).post("/user/alice/edit", fields)

    alice.refresh_from_db()
    assert (alice.is_editor, alice.is_manager, alice.is_approved) == (True, False, True)


def test_profiles_of_others_and_of_superusers_are_left_alone(
    browser: Browser, alice: User, bob: User, manager: User
) -> None:
    make_user("root", is_superuser=True)

    assert browser(bob).post("/user/alice/edit", {"name": "x"})["Location"] == "/"
    assert browser(manager).post("/user/root/edit", {"name": "x"})["Location"] == "/"
    assert not User.objects.filter(name="x").exists()


def test_only_oneself_deletes_an_account_here(browser: Browser, alice: User, manager: User) -> None:
    assert b"delete-account-btn" in browser(alice).get("/user/alice/edit").content
    assert b"delete-account-btn" not in browser(manager).get("/user/alice/edit").content


def test_a_channel_gets_a_banner(browser: Browser, alice: User, editor: User) -> None:
    channel = Channel.objects.create(user=alice, title="default")
    path = f"/channel/{channel.friendly_token}/edit"

    assert browser(editor).post(path, {"banner_logo": png()})["Location"] == "/"
    assert browser(alice).post(path, {"banner_logo": ""})["Location"] == "/user/alice/"
    assert b"Please provide a banner" in browser(alice).post(path, {"banner_logo-clear": "on"}).content
    browser(alice).post(path, {"banner_logo": png()})
    channel.refresh_from_db()
    with Image.open(channel.banner_logo.path) as banner:
        assert banner.size == (900, 200)


@pytest.fixture
def mails(settings: Any) -> list[Any]:
    """Sent mails."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def test_visitors_write_to_the_operators(browser: Browser, mails: list[Any]) -> None:
    fields = {"from_email": "v@example.org", "name": "Vi", "message": "hello"}

    assert b"Message was sent!" in browser().post("/contact", fields).content

    (sent,) = mails
    assert sent.reply_to == ["v@example.org"]
    assert "Sender name: Vi\nSender email: v@example.org\n\nhello" in sent.body


def test_members_need_not_say_who_they_are(browser: Browser, alice: User, mails: list[Any]) -> None:
    browser(alice).post("/contact", {"message": "hello"})

    assert mails[0].reply_to == ["alice@example.org"]


def test_mistakes_in_a_message_come_back(browser: Browser, mails: list[Any]) -> None:
    response = browser().post("/contact", {"from_email": "no", "message": "hello"})

    assert b"Enter a valid email address." in response.content
    assert not mails


def test_an_address_sends_a_few_messages(browser: Browser, mails: list[Any]) -> None:
    fields = {"from_email": "v@example.org", "message": "hello"}
    answers = [browser().post("/contact", fields).content for _ in range(6)]

    assert len(mails) == 5
    assert b"Too many messages" in answers[-1]
