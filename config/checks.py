"""Checks of the settings: ``manage.py check`` names doubtful values, ``check --deploy`` unsafe ones."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from config.reference import SETTINGS

SHORTEST_KEY = 32
# Every page of the prebuilt frontend loads it.
BUNDLE = "js/_commons.js"
EXAMPLE_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
SHIPPED_PASSWORDS = frozenset({"mediacms", "postgres", "password", ""})


@checks.register(checks.Tags.compatibility)
def check_values(**_: Any) -> list[checks.CheckMessage]:
    """Warn of values that a settings file gives and that their setting does not know."""
    return list(_doubtful_values())


def _doubtful_values() -> Iterator[checks.CheckMessage]:
    for name, setting in SETTINGS.items():
        value = getattr(settings, name, None)
        if value is None:
            continue
        try:
            setting.accept(value)
        except ValueError as error:
            yield checks.Warning(f"{name}: {error}.", id="portal.W001")
    for text in settings.TRUSTED_PROXIES:
        try:
            ipaddress.ip_network(text, strict=False)
        except ValueError:
            yield checks.Error(f"TRUSTED_PROXIES: {text!r} is not an address or a network.", id="portal.E001")
    if settings.FRONTEND == "legacy" and not settings.DEBUG:
        yield from _without_bundle(settings.LEGACY_STATIC_ROOT)
    if not settings.HLS_DIR.startswith(settings.MEDIA_ROOT):
        yield checks.Warning("HLS_DIR is not below MEDIA_ROOT: its files have no address.", id="portal.W003")


def _without_bundle(folder: str) -> Iterator[checks.CheckMessage]:
    """Without the prebuilt frontend its pages stay empty."""
    hint = "Name the `static` folder of the existing installation."
    if not folder:
        yield checks.Warning(
            "FRONTEND is legacy, and LEGACY_STATIC_ROOT is not set.", hint=hint, id="portal.W002"
        )
    elif not (Path(folder) / BUNDLE).is_file():
        yield checks.Warning(f"LEGACY_STATIC_ROOT has no {BUNDLE}: {folder}", hint=hint, id="portal.W004")


@checks.register(checks.Tags.security, deploy=True)
def check_deployment(**_: Any) -> list[checks.CheckMessage]:
    """Name what is unsafe on a public portal, besides what Django's own checks name."""
    return [checks.Warning(message, hint=hint, id=number) for number, message, hint in _unsafe()]


def _unsafe() -> Iterator[tuple[str, str, str]]:
    if "*" in settings.ALLOWED_HOSTS:
        yield "portal.W101", "ALLOWED_HOSTS contains '*': any Host header is believed.", "Name the hosts."
    if _is_weak(str(settings.SECRET_KEY)):
        yield (
            "portal.W102",
            "SECRET_KEY is short or repeats itself. Releases of MediaCMS up to 8.0.2 shipped one known key.",
            "Make a new key and put the old one into SECRET_KEY_FALLBACKS until its sessions have ended.",
        )
    host = settings.FRONTEND_HOST.split("//")[-1].split("/")[0]
    if host.rpartition(":")[0] in EXAMPLE_HOSTS or host in EXAMPLE_HOSTS:
        yield "portal.W103", "FRONTEND_HOST is local: links in mails lead nowhere.", "Set the public address."
    if not settings.FRONTEND_HOST.startswith("https://"):
        yield (
            "portal.W104",
            "FRONTEND_HOST is not https: passwords travel in the clear.",
            "Serve the portal by TLS.",
        )
    if settings.USE_LTI and not settings.FRONTEND_HOST.startswith("https://"):
        yield (
            "portal.W105",
            "USE_LTI makes cookies secure: nobody can log in over http.",
            "Serve the portal by TLS.",
        )
    password = settings.DATABASES["default"].get("PASSWORD", "")
    remote = not str(settings.DATABASES["default"].get("HOST", "")).startswith("/")
    if remote and password in SHIPPED_PASSWORDS:
        yield (
            "portal.W106",
            "The database has a well-known password.",
            "Change it, and set POSTGRES_PASSWORD.",
        )
    if not settings.USE_X_ACCEL_REDIRECT:
        yield (
            "portal.W107",
            "USE_X_ACCEL_REDIRECT is off: private files are open to whoever has their address.",
            "",
        )


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < 8 or key.startswith("django-insecure-")
