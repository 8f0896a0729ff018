"""Will the clients in the field stay logged in? (spec/settings.md §6, §7)"""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module

import redis
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, get_hashers
from django.core.cache import caches
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.crypto import constant_time_compare, salted_hmac

from legacy_schema.checks.report import Finding, Level

SESSION_KEY_PATTERN = ":1:django.contrib.sessions.cache*"
"""Where the legacy server keeps its sessions in Redis."""

SAMPLED_SESSIONS = 200
AUTH_HASH_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


def client_findings(connection: BaseDatabaseWrapper) -> list[Finding]:
    """Look at passwords, API tokens and sessions; nothing is written."""
    return [_passwords(connection), _tokens(connection), *_sessions(connection)]


def _passwords(connection: BaseDatabaseWrapper) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT split_part(password, '$', 1), count(*) FROM users_user GROUP BY 1")
        found = {algorithm: count for algorithm, count in cursor.fetchall() if not _unusable(algorithm)}
    known = {hasher.algorithm for hasher in get_hashers()}
    unknown = tuple(f"{name}: {count} users" for name, count in sorted(found.items()) if name not in known)
    if unknown:
        message = "Users whose passwords are hashed in a way that PASSWORD_HASHERS lacks cannot log in."
        return Finding("clients", "unknown-password-hashes", Level.WARNING, message, unknown)
    total = sum(found.values())
    return Finding("clients", "passwords", Level.INFO, f"All {total} passwords go on working.")


def _unusable(algorithm: str) -> bool:
    return not algorithm or algorithm.startswith(UNUSABLE_PASSWORD_PREFIX)


def _tokens(connection: BaseDatabaseWrapper) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM authtoken_token")
        (count,) = cursor.fetchone()
    return Finding("clients", "tokens", Level.INFO, f"All {count} API tokens go on working.")


def _sessions(connection: BaseDatabaseWrapper) -> list[Finding]:
    if settings.SESSION_ENGINE != "django.contrib.sessions.backends.cache":
        message = f"SESSION_ENGINE is {settings.SESSION_ENGINE}: the legacy server's sessions are not read."
        return [Finding("clients", "session-engine", Level.WARNING, message)]
    try:
        outcomes = Counter(_session_outcome(connection, key) for key in _session_keys())
    except redis.RedisError as error:
        message = f"The cache cannot be reached ({error}): everybody would be logged out."
        return [Finding("clients", "cache-unreachable", Level.WARNING, message)]
    if outcomes["stale"]:
        message = (
            f"{outcomes['stale']} of {outcomes.total()} sampled sessions do not fit this SECRET_KEY: their"
            " users have to log in again. Use the legacy server's key, or name it in SECRET_KEY_FALLBACKS."
        )
        return [Finding("clients", "stale-sessions", Level.WARNING, message)]
    message = (
        f"Sessions: {outcomes['valid']} sampled logins stay valid, {outcomes['anonymous']} are anonymous."
    )
    return [Finding("clients", "sessions", Level.INFO, message)]


def _session_keys() -> Iterator[str]:
    """Session keys of the first sessions that a scan of the cache meets."""
    url = caches[settings.SESSION_CACHE_ALIAS]._server  # type: ignore[attr-defined]
    client = redis.Redis.from_url(url if isinstance(url, str) else url[0])
    prefix = SESSION_KEY_PATTERN.rstrip("*").encode()
    for number, name in enumerate(client.scan_iter(SESSION_KEY_PATTERN, count=1000)):
        if number == SAMPLED_SESSIONS:
            return
        yield name.removeprefix(prefix).decode()


def _session_outcome(connection: BaseDatabaseWrapper, session_key: str) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user_id, auth_hash = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    if not user_id or not auth_hash:
        return "anonymous"
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM users_user WHERE id = %s", [int(user_id)])
        row = cursor.fetchone()
    if row is None:
        return "anonymous"
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    hashes = (salted_hmac(AUTH_HASH_SALT, row[0], secret=s, algorithm="sha256").hexdigest() for s in secrets)
    return "valid" if any(constant_time_compare(auth_hash, each) for each in hashes) else "stale"
