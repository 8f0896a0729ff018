"""What a setting is: its name, the type of its value, its default and what it does."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import UnionType
from typing import Any, get_args, get_origin


@dataclass(frozen=True)
class Follows:
    """A default that is computed from another setting, so that changing that one changes both.

    Attributes:
        source: name of the setting that is followed.
        formula: the value, from the value of `source`.
        text: the formula for people.
    """

    source: str
    formula: Callable[[Any], Any]
    text: str


def same_as(source: str) -> Follows:
    """The default that repeats another setting."""
    return Follows(source, lambda value: value, f"`{source}`")


@dataclass(frozen=True)
class Elsewhere:
    """A default that is written where people look for it: ``config/settings.py``, or Django."""

    place: str


IN_SETTINGS = Elsewhere("config/settings.py")
DJANGO_DEFAULT = Elsewhere("Django's default")


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        name: as in Django's settings and in the environment.
        type: a type annotation: ``bool``, ``int``, ``float``, ``str``, or a generic of them that JSON can
            express: ``list[str]``, ``tuple[str, str]``, ``set[str]``, ``dict[str, Any]``, ``str | None``.
        default: its value, or where that comes from.
        meaning: one line for the reference.
        choices: the values that a text, or each text of a list, may have; any if empty.
        limits: the smallest and the largest number; any if None.
    """

    name: str
    type: Any
    default: Any
    meaning: str
    choices: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None

    def accept(self, value: object) -> Any:
        """Return `value` as the setting holds it: a tuple given for a list becomes a list, and so on.

        Raises:
            ValueError: it is not of the type, not a choice or out of the limits; says what is expected.
        """
        accepted = shape(value, self.type)
        if self.choices:
            self._check_choices([accepted] if isinstance(accepted, str) else accepted)
        if self.limits and not self.limits[0] <= accepted <= self.limits[1]:
            raise ValueError(f"{accepted} is not between {self.limits[0]} and {self.limits[1]}")
        return accepted

    def _check_choices(self, texts: Iterable[str]) -> None:
        for text in texts:
            if text not in self.choices:
                hint = did_you_mean(text, self.choices)
                raise ValueError(f"{text!r} is not one of {', '.join(self.choices)}{hint}")


@dataclass(frozen=True)
class Section:
    """Settings that belong together; a heading of the reference."""

    title: str
    settings: tuple[Setting, ...]


def shape(value: object, annotation: Any) -> Any:
    """Return `value` as an instance of a type annotation.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    if annotation is Any:
        return value
    origin, arguments = get_origin(annotation) or annotation, get_args(annotation)
    if origin is UnionType:
        return None if value is None else shape(value, arguments[0])
    if origin is tuple and isinstance(value, list | tuple) and len(value) == len(arguments):
        return tuple(shape(item, kind) for item, kind in zip(value, arguments, strict=True))
    if origin in (list, set) and isinstance(value, list | tuple | set | frozenset):
        return origin(shape(item, arguments[0]) for item in value)
    if origin is dict and isinstance(value, dict):
        return {shape(key, arguments[0]): shape(item, arguments[1]) for key, item in value.items()}
    if origin in (bool, int, float, str) and _is_scalar(value, origin):
        return value
    raise ValueError(f"it is not {expectation(annotation)}")


def _is_scalar(value: object, kind: type) -> bool:
    """Whether `value` is of a simple type; bool is not a number here, and every whole number is a float."""
    if isinstance(value, bool):
        return kind is bool
    if kind is float:
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, kind)


def expectation(annotation: Any) -> str:
    """Say what values of a type look like, in words: ``a whole number``."""
    origin, arguments = get_origin(annotation) or annotation, get_args(annotation)
    simple = {
        bool: "true or false (also 1/0, yes/no, on/off)",
        int: "a whole number",
        float: "a number",
        str: "text",
        Any: "a value",
    }
    if origin is UnionType:
        return expectation(arguments[0])
    if origin in (list, set):
        return f"a JSON list, each item {expectation(arguments[0])}"
    if origin is tuple:
        return f"a JSON list of {len(arguments)} items ({', '.join(map(expectation, arguments))})"
    if origin is dict:
        return f"a JSON object, each value {expectation(arguments[1])}"
    return simple[origin]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` with the names that look most like `name`, or nothing."""
    similar = difflib.get_close_matches(name, list(known), n=3, cutoff=0.75)
    return f"; did you mean {' or '.join(similar)}?" if similar else ""
