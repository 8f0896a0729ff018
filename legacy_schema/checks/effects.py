"""Which settings act differently here than in the legacy server? (docs/deviations.md)"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from legacy_schema.checks.report import Finding, Level


@dataclass(frozen=True)
class Effect:
    """A setting whose value makes a difference.

    Attributes:
        name: the setting.
        differs: whether a value of it does.
        level: INFO for a difference that is meant, WARNING for something to mend.
        message: what is different.
    """

    name: str
    differs: Callable[[Any], bool]
    level: Level
    message: str


def _lacks_program(command: str) -> bool:
    return shutil.which(command) is None


EFFECTS = (
    Effect(
        "FFMPEG_COMMAND",
        _lacks_program,
        Level.WARNING,
        "FFMPEG_COMMAND names a program that is not there: workers on this machine cannot encode.",
    ),
    Effect(
        "FFPROBE_COMMAND",
        _lacks_program,
        Level.WARNING,
        "FFPROBE_COMMAND names a program that is not there: uploads on this machine cannot be probed.",
    ),
    Effect("DEBUG", bool, Level.WARNING, "DEBUG is on: not for a portal that others can reach."),
    Effect(
        "ALLOWED_HOSTS",
        lambda hosts: "*" in hosts,
        Level.WARNING,
        "ALLOWED_HOSTS contains '*': any Host header is believed. Mail links use FRONTEND_HOST in any case.",
    ),
    Effect(
        "MP4HLS_COMMAND",
        lambda command: not command or not Path(command).is_file(),
        Level.INFO,
        "MP4HLS_COMMAND names no file: FFmpeg packages HLS, with the same layout.",
    ),
    Effect(
        "GLOBAL_LOGIN_REQUIRED",
        bool,
        Level.INFO,
        "GLOBAL_LOGIN_REQUIRED covers the API as well: anonymous clients get 403.",
    ),
    Effect(
        "USERS_NEEDS_TO_BE_APPROVED",
        bool,
        Level.INFO,
        "USERS_NEEDS_TO_BE_APPROVED covers Basic and Token authentication and the API login as well.",
    ),
    Effect(
        "USE_X_ACCEL_REDIRECT",
        bool,
        Level.INFO,
        "X_ACCEL_AUTH_CACHE_SECONDS has no effect: who may read a file is decided anew for each request.",
    ),
    Effect(
        "ACCOUNT_USERNAME_VALIDATORS",
        lambda path: "less_restrictive" in str(path),
        Level.INFO,
        "less_restrictive_username_validators validates: control characters, slashes and such are refused.",
    ),
    Effect(
        "USER_SEARCH_FIELD",
        lambda field: field == "name_username_email",
        Level.INFO,
        "USER_SEARCH_FIELD name_username_email shows e-mail addresses to users who are logged in only.",
    ),
    Effect(
        "GENERATE_SITEMAP",
        bool,
        Level.INFO,
        "GENERATE_SITEMAP serves /sitemap.xml. (The legacy server's was unreachable.)",
    ),
)


def setting_findings() -> list[Finding]:
    """Look at the settings in force."""
    found = [
        Finding("settings", f"setting-{effect.name.lower().replace('_', '-')}", effect.level, effect.message)
        for effect in EFFECTS
        if hasattr(settings, effect.name) and effect.differs(getattr(settings, effect.name))
    ]
    return found or [Finding("settings", "settings", Level.INFO, "No setting acts differently.")]
