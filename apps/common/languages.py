"""In which language what is said."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_info

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def offered() -> list[tuple[str, str]]:
    """The languages to choose from, in the order of LANGUAGES: code and own name."""
    return [(code, _own_name(code, name)) for code, name in settings.LANGUAGES]


def in_portal_language(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run a function under ``LANGUAGE_CODE``: mails are for others than those whose request sends them."""

    @wraps(function)
    def wrapped(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with translation.override(settings.LANGUAGE_CODE):
            return function(*args, **kwargs)

    return wrapped


def _own_name(code: str, name: str) -> str:
    """The name of a language in that language; `name` for one that Django does not know."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return name
