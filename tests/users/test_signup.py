"""Signing up, and the account adapter's rules."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from apps.users.adapters import public_address
from apps.users.models import Channel, User
from tests.users.conftest import PASSWORD

pytestmark = pytest.mark.django_db

FORM = {
    "email": "Ada@Example.org",
    "username": "ada.l",
    "name": "Ada <b>Lovelace</b>",
    "password1": PASSWORD,
}


@pytest.fixture(autouse=True)
def _commit(django_capture_on_commit_callbacks):
    """Do at the end of each request what waits for its transaction."""
    post = Client.post

    def committing(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return post(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "post", committing)
        yield


def sign_up(client: Client, **changes: str):
    return client.post("/accounts/signup/", FORM | changes)


def errors_of(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_a_new_user_is_logged_in_and_has_everything(client: Client, mailoutbox) -> None:
    response = sign_up(client)
    assert (response.status_code, response.url) == (302, "/")
    user = User.objects.get(username="ada.l")
    assert (user.email, user.name) == ("ada@example.org", "Ada Lovelace")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert list(Channel.objects.filter(user=user).values_list("title", flat=True)) == ["default"]
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("ada@example.org", False, True)


def test_messages_call_a_user_by_the_full_name(client: Client, mailoutbox) -> None:
    response = client.post("/accounts/signup/", FORM, follow=True)

    assert "Successfully signed in as Ada Lovelace." in [str(one) for one in response.context["messages"]]


def test_administrators_are_told_and_the_address_is_to_be_confirmed(
    client: Client, mailoutbox, settings
) -> None:
    settings.SSL_FRONTEND_HOST, settings.PORTAL_NAME = "https://media.example.org", "Films"
    sign_up(client)
    mails = {message.subject: message for message in mailoutbox}
    to_admins = mails["[Films] - New user just registered"]
    to_user = mails["[example.com] Please Confirm Your E-mail Address"]
    assert to_admins.to == settings.ADMIN_EMAIL_LIST
    assert "ada@example.org" in to_admins.body
    assert "https://media.example.org/user/ada.l/" in to_admins.body
    assert to_user.to == ["ada@example.org"]
    assert re.search(r"https://media\.example\.org/accounts/confirm-email/[-:\w]+/", to_user.body)


def test_administrators_who_do_not_want_to_be_told_are_not(client: Client, mailoutbox, settings) -> None:
    settings.ADMINS_NOTIFICATIONS = {"NEW_USER": False}
    sign_up(client)
    assert [message.to for message in mailoutbox] == [["ada@example.org"]]


def test_the_form_asks_in_the_usual_order(client: Client) -> None:
    form = client.get("/accounts/signup/").context["form"]
    assert list(form.fields) == ["email", "username", "name", "password1"]
    assert form.fields["username"].widget.attrs["minlength"] == "4"
    assert form.fields["name"].max_length == 100


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "This field is required."),
        ("name", "x" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("email", "a@xxx.com", "Domain is restricted from registering"),
        ("email", "A@EmailDomainWhatever.com", "Domain is restricted from registering"),
        ("email", '"a@ok"@xxx.com', "Domain is restricted from registering"),
        ("email", "nobody", "Enter a valid email address."),
        ("username", "abc", "Ensure this value has at least 4 characters (it has 3)."),
        (
            "username",
            "a b c d",
            "Enter a valid username. This value may contain only English letters, numbers,",
        ),
        ("password1", "short", "This password is too short. It must contain at least 7 characters."),
        ("password1", "ada.l123", "The password is too similar to the username."),
    ],
)
def test_what_is_refused_is_said(client: Client, field: str, value: str, message: str) -> None:
    response = sign_up(client, **{field: value})
    assert any(text.startswith(message) for text in errors_of(response)[field])
    assert not User.objects.exists()


def test_a_name_in_another_case_is_taken(client: Client, make_user) -> None:
    make_user("ADA.L")
    assert errors_of(sign_up(client))["username"] == ["A user with that username already exists."]


def test_only_permitted_domains_may_sign_up(client: Client, settings) -> None:
    settings.ALLOWED_DOMAINS_FOR_USER_REGISTRATION = ["school.example"]
    assert errors_of(sign_up(client))["email"] == ["Domain is not in the permitted list"]
    assert sign_up(client, email="ada@school.example").status_code == 302


def test_a_closed_portal_takes_nobody(client: Client, settings) -> None:
    settings.USERS_CAN_SELF_REGISTER = False
    assert client.get("/accounts/signup/").status_code == 200
    assert sign_up(client).status_code == 200
    assert not User.objects.exists()


def test_reset_links_lead_to_the_public_address(client: Client, make_user, mailoutbox, settings) -> None:
    settings.SSL_FRONTEND_HOST, settings.ALLOWED_HOSTS = "https://media.example.org", ["*"]
    make_user("ada")
    client.post("/accounts/password/reset/", {"email": "ada@example.org"}, headers={"host": "evil.example"})
    (message,) = mailoutbox
    assert message.subject == "[example.com] Password Reset E-mail"
    assert "ada" in message.body.splitlines()[-1]
    assert re.search(r"https://media\.example\.org/accounts/password/reset/key/\w+-[-\w]+/", message.body)
    assert "evil.example" not in message.body


def test_a_failing_mail_server_does_not_fail_the_request(client: Client, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert sign_up(client).status_code == 302
    assert User.objects.exists()


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/latest", "/latest"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("https://media.example.org/latest", "https://media.example.org/latest"),
    ],
)
def test_a_login_leads_nowhere_else(client: Client, make_user, settings, target: str, leads_to: str) -> None:
    settings.ALLOWED_HOSTS, settings.FRONTEND_HOST = ["*"], "https://media.example.org"
    make_user("ada")
    response = client.post("/accounts/login/", {"login": "ada", "password": PASSWORD, "next": target})
    assert (response.status_code, response.url) == (302, leads_to)


def test_attempts_are_counted_by_the_visitors_own_address(client: Client, make_user, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    make_user("ada")

    def attempt(claimed: str, visitor: str) -> int:
        form = {"login": "nobody", "password": "wrong"}
        # The visitor may have written the first entry, the local proxy has written the last.
        headers = {"x-forwarded-for": f"{claimed}, {visitor}"}
        return client.post("/accounts/login/", form, headers=headers).status_code

    visits = [
        ("198.51.100.1", "203.0.113.9"),
        ("198.51.100.2", "203.0.113.9"),
        ("198.51.100.3", "203.0.113.9"),
    ]
    assert [attempt(*visit) for visit in visits] == [200, 200, 429]
    assert attempt("198.51.100.3", "203.0.113.10") == 200


def test_public_addresses_keep_path_and_query(settings) -> None:
    settings.SSL_FRONTEND_HOST = "https://media.example.org:8443"
    assert public_address("http://other/a/b/?c=d") == "https://media.example.org:8443/a/b/?c=d"
