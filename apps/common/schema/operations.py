"""The vocabulary in which the operations of API v1 are described."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from apps.common.schema.objects import Detail

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"

Body = Any
"""A serializer of ``objects``, a raw schema, or None for an empty body."""

ERROR_BODY: Mapping[str, Any] = {
    "type": "object",
    "description": "`detail` with a message, or the messages by field.",
    "additionalProperties": {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    },
}

_HEADER_LOGINS: list[Any] = [{"session": []}, {"basic": []}, {"token": []}]
PUBLIC: list[Any] = [*_HEADER_LOGINS, {}]
LOGIN: list[Any] = _HEADER_LOGINS
SESSION: list[Any] = [{"session": []}]


PATH_VARIABLES = {
    "friendly_token": r"^[\w-]+$",
    "uid": r"^[\w-]+$",
    "username": r"^[\w@.-]+$",
    "action": r"^\w+$",
}
"""Which texts an address has a place for; others are answered with the page for what is not found."""


@dataclass(frozen=True)
class Operation:
    """One method of one address.

    Args:
        method: of HTTP.
        path: with ``{name}`` for its variables.
        describe: what ``extend_schema`` makes of the description.
    """

    method: str
    path: str
    describe: Callable[[Any], Any]


def operation(
    name: str,
    method: str,
    path: str,
    *,
    summary: str,
    tag: str,
    answers: Mapping[int, Body],
    description: str = "",
    parameters: Iterable[OpenApiParameter] = (),
    request: Mapping[str, Body] | None = None,
    auth: list[Any] = PUBLIC,
) -> Operation:
    """Describe one method of one address.

    Args:
        name: the ``operationId``, the name of a function in generated clients.
        method: of HTTP.
        path: with ``{name}`` for its variables, which are texts.
        summary: one line.
        tag: the group of operations.
        answers: bodies of the successful answers by status, and of particular refusals.
        description: what there is to know besides.
        parameters: of the query string.
        request: body by content type.
        auth: PUBLIC, LOGIN or SESSION.
    """
    responses: dict[int, Any] = {
        400: OpenApiResponse(dict(ERROR_BODY), "Refused: a wrong value, or something that does not exist."),
        403: OpenApiResponse(Detail, "Not logged in, not permitted, or wrong credentials."),
        404: OpenApiResponse(Detail, "No such page or user."),
        **{status: _answer(status, body) for status, body in answers.items()},
    }
    describe = extend_schema(
        operation_id=name,
        summary=summary,
        description=description,
        tags=[tag],
        parameters=[*_path_variables(path), *parameters],
        request=dict(request) if request else None,
        responses=dict(sorted(responses.items())),
        auth=auth,
    )
    return Operation(method, path, describe)


def _path_variables(path: str) -> list[OpenApiParameter]:
    return [
        OpenApiParameter(
            name,
            {"type": "string", "pattern": PATH_VARIABLES[name]},
            OpenApiParameter.PATH,
            required=True,
        )
        for name in re.findall(r"{(\w+)}", path)
    ]


def _answer(status: int, body: Body) -> OpenApiResponse:
    words = {200: "OK", 201: "Done", 204: "Done; no content.", 302: "Redirect.", 401: "Not permitted."}
    return OpenApiResponse(body, words.get(status, "Refused."))


def query(name: str, description: str = "", *, enum: Iterable[str] = ()) -> OpenApiParameter:
    """An optional text in the query string; values outside `enum` are no errors, they mean nothing."""
    return OpenApiParameter(name, str, description=description, enum=[*enum] or None)


PAGE = query("page", "A page of 50 rows, from 1; `last` is the last one.")
SORTING = (
    query("sort_by", enum=("add_date", "title", "edit_date", "views", "likes")),
    query("ordering", "Descending unless `asc`."),
)
