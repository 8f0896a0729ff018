"""What API v1 accepts as a request body (spec/api-media.md §3.3)."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """Strict JSON. Nesting beyond what Python can follow is a parse error, not a crash."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the decoded value.

        Raises:
            ParseError: 400 ``JSON parse error - <reason>``.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("JSON parse error - too deeply nested") from error


class JSONObjectParser(JSONParser):
    """Strict JSON whose top level is an object; anything else answers 400 (the legacy server failed)."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the object.

        Raises:
            ParseError: 400 for invalid JSON and for any other value.
        """
        value = super().parse(stream, media_type, parser_context)
        if not isinstance(value, dict):
            raise ParseError("JSON parse error - an object is expected")
        return value


class RawFileParser(parsers.FileUploadParser):
    """A raw body of any type as a single file in field ``file``, named by ``Content-Disposition``.

    A JSON request to an endpoint that takes forms ends here: 400 ``Missing filename. …``.
    """


FORM_PARSERS = (parsers.MultiPartParser, parsers.FormParser, RawFileParser)
"""Endpoints that take forms: multipart, URL-encoded, or one raw file. They never answer 415."""

JSON_PARSERS = (JSONObjectParser,)
"""Endpoints that take a JSON object only; other content types answer 415."""
