"""The body of a bulk request, read by key."""

from typing import Any

from apps.common.exceptions import BadRequest


class Inputs:
    """A JSON object whose values come in the tolerant types of spec/api-media-bulk.md §1.1."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def value(self, key: str) -> Any:
        """Whatever stands under `key`; None if nothing does."""
        return self._body.get(key)

    def flag(self, key: str) -> bool:
        """Whether the value is truthy; the text ``"false"`` is."""
        return bool(self._body.get(key))

    def texts(self, key: str) -> list[str]:
        """The elements of a list, as text and each once; empty for every falsy value.

        Text counts as a list of its characters, an object as one of its keys.

        Raises:
            BadRequest: a number or ``true``.
        """
        value = self._body.get(key) or []
        if not isinstance(value, list | str | dict):
            raise BadRequest(f"{key} must be a list")
        return list(dict.fromkeys(str(element) for element in value))

    def required(self, key: str, action: str) -> Any:
        """The value under `key`.

        Raises:
            BadRequest: it is missing or falsy.
        """
        if not self.flag(key):
            raise BadRequest(f"{key} is required for {action} action")
        return self._body[key]

    def required_texts(self, key: str, action: str) -> list[str]:
        """As ``texts``, but not empty.

        Raises:
            BadRequest: it is missing or falsy, or no list.
        """
        self.required(key, action)
        return self.texts(key)

    def required_ids(self, key: str, action: str) -> list[int]:
        """As ``required_texts``, but the elements have to be numbers.

        Raises:
            BadRequest: also if one of them is not.
        """
        try:
            return [int(text) for text in self.required_texts(key, action)]
        except ValueError as error:
            raise BadRequest(f"{key} must be a list of numbers") from error

    def choice(self, key: str, action: str, choices: list[str]) -> str:
        """One of `choices`.

        Raises:
            BadRequest: it is missing or another one.
        """
        value = self.required(key, action)
        if value not in choices:
            raise BadRequest(f"{key} must be one of {choices}")
        return str(value)
