"""Reads the environment; nothing else in the project does."""

import json
import os
import re
from collections.abc import Mapping
from types import UnionType
from typing import Any, get_args, get_origin

from django.core.exceptions import ImproperlyConfigured

from config.reference import SETTINGS
from config.reference.setting import Setting, did_you_mean, expectation

TRUE = frozenset({"true", "1", "yes", "on"})
FALSE = frozenset({"false", "0", "no", "off"})

OWN_PREFIX = "PORTAL_"
# Kubernetes describes every service to every container: PORTAL_WEB_SERVICE_HOST, PORTAL_PORT_80_TCP, …
_OF_KUBERNETES = re.compile(r"_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$")


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the settings that the environment gives, parsed. An empty variable counts as not set.

    Raises:
        ImproperlyConfigured: naming every variable that is malformed or, by its prefix, misspelt.
    """
    values, problems = {}, _misspelt(environ)
    for name, setting in SETTINGS.items():
        text = environ.get(name, "")
        if not text.strip():
            continue
        try:
            values[name] = setting.accept(parse(text, setting.type))
        except ValueError as error:
            problems.append(f"{name}: {error}; expected {expectation(setting.type)}")
    if problems:
        raise ImproperlyConfigured(
            "The environment cannot be used:\n" + "\n".join(f"  {line}" for line in problems)
        )
    return values


def read_one(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """Return one setting of the environment, or its default.

    For what runs before the settings are there, or without them. The default has to be a plain value.

    Raises:
        ImproperlyConfigured: it is malformed.
    """
    setting: Setting = SETTINGS[name]
    return read({name: environ.get(name, "")}).get(name, setting.default)


def parse(text: str, annotation: Any) -> Any:
    """Return the value that a text stands for: simple types as they are written, all others as JSON.

    Args:
        text: of an environment variable.
        annotation: see `config.reference.setting.Setting.type`.

    Raises:
        ValueError: it is malformed.
    """
    kind = get_args(annotation)[0] if get_origin(annotation) is UnionType else annotation
    if kind is str:
        return text
    text = text.strip()
    if kind is not annotation and text.lower() in ("null", "none"):
        return None
    if kind is bool:
        return _boolean(text)
    if kind in (int, float):
        return _number(text, kind)
    try:
        return json.loads(text)
    except ValueError as error:
        # The value may hold a password: the message only says where it is wrong.
        raise ValueError(f"not JSON ({error})") from None


def _boolean(text: str) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError(f"{text!r} is neither true nor false")


def _number(text: str, kind: type[int] | type[float]) -> float:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None


def _misspelt(environ: Mapping[str, str]) -> list[str]:
    """Name the variables that look like ours by their prefix and are none."""
    unknown = (name for name in environ if name.startswith(OWN_PREFIX) and name not in SETTINGS)
    return [
        f"{name}: there is no such setting{did_you_mean(name, SETTINGS)}"
        for name in sorted(unknown)
        if not _OF_KUBERNETES.search(name)
    ]
