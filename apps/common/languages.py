"""In which language what is said."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def in_portal_language(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run a function under ``LANGUAGE_CODE``: mails are for others than those whose request sends them."""

    @wraps(function)
    def wrapped(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with translation.override(settings.LANGUAGE_CODE):
            return function(*args, **kwargs)

    return wrapped
