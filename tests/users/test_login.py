"""Sessions, passwords and tokens survive the switch from the legacy server (spec/settings.md §6, §7)."""

import pickle

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.backends.cache import SessionStore
from django.test import Client
from redis import Redis
from rest_framework.authtoken.models import Token

from apps.users.models import User
from tests.users.conftest import PASSWORD

pytestmark = pytest.mark.django_db

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
ALLAUTH_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PREFIX = ":1:django.contrib.sessions.cache"


@pytest.fixture
def valkey():
    """The server as any client sees it, without Django."""
    with Redis.from_url(django_settings.REDIS_LOCATION) as client:
        yield client


def whoami(client: Client) -> str | None:
    """Return the name of the user that pages see."""
    response = client.get("/accounts/email/")
    return response.wsgi_request.user.username or None


def test_a_session_of_the_legacy_server_is_read(client: Client, make_user, valkey: Redis) -> None:
    user = make_user("ada")
    key = "legacysessionkey0123456789abcdef"
    session = {
        "_auth_user_id": str(user.pk),
        "_auth_user_backend": MODEL_BACKEND,
        "_auth_user_hash": user.get_session_auth_hash(),
        "_session_expiry": 1209600,
        "account_authentication_methods": [{"method": "password", "at": 1795000000.25, "username": "ada"}],
    }
    valkey.set(f"{PREFIX}{key}", pickle.dumps(session, protocol=4), ex=1209600)
    client.cookies["sessionid"] = key
    assert whoami(client) == "ada"


def test_a_session_of_ours_is_one_that_the_legacy_server_reads(
    client: Client, make_user, valkey: Redis
) -> None:
    user = make_user("ada")
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    key = client.cookies["sessionid"].value
    stored = pickle.loads(valkey.get(f"{PREFIX}{key}"))  # noqa: S301 — this is the format
    assert isinstance(stored, dict)
    assert stored[SESSION_KEY] == str(user.pk)
    assert stored[BACKEND_SESSION_KEY] == MODEL_BACKEND
    assert stored[HASH_SESSION_KEY] == user.get_session_auth_hash()
    assert 1209000 < valkey.ttl(f"{PREFIX}{key}") <= 1209600


def test_a_login_by_email_names_the_backend_that_it_always_did(client: Client, make_user) -> None:
    make_user("ada")
    client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert client.session[BACKEND_SESSION_KEY] == ALLAUTH_BACKEND


def test_cookies_are_those_of_the_legacy_server(client: Client, make_user) -> None:
    make_user("ada")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    session, csrf = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["httponly"], session["path"], session["samesite"], session["max-age"]) == (
        True,
        "/",
        "Lax",
        1209600,
    )
    assert (csrf["path"], csrf["samesite"], csrf["max-age"]) == ("/", "Lax", 31449600)


def test_a_session_that_was_made_under_a_former_key_is_read(client: Client, make_user, settings) -> None:
    user = make_user("ada")
    former = settings.SECRET_KEY
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), MODEL_BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [former]
    client.cookies["sessionid"] = store.session_key
    assert whoami(client) == "ada"


@pytest.mark.parametrize("iterations", [260_000, 600_000])
def test_an_older_password_hash_is_accepted_and_renewed(client: Client, make_user, iterations: int) -> None:
    user = make_user("ada")
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "saltsaltsaltsaltsalt22", iterations)
    user.save(update_fields=["password"])
    response = client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert response.status_code == 302
    assert User.objects.get().password.startswith("pbkdf2_sha256$1000000$")


def test_an_api_token_of_the_legacy_server_is_accepted(client: Client, make_user) -> None:
    Token.objects.create(user=make_user("ada"), key="0123456789abcdef0123456789abcdef01234567")
    headers = {"authorization": "token 0123456789abcdef0123456789abcdef01234567"}
    assert client.get("/api/v1/media", headers=headers).status_code == 200
