"""What an entry of the table of operations is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.common.openapi.components import STRING, Schema, choice, ref

FORM = ("multipart/form-data", "application/x-www-form-urlencoded")
JSON = ("application/json",)

MESSAGE = ref("Message")
ORDERING = choice("asc", "desc")
PAGE = {"page": STRING}
SORTED = {"ordering": ORDERING, **PAGE}


@dataclass(frozen=True)
class Operation:
    """One entry.

    Attributes:
        method: in lower case.
        path: below ``/api/v1``; parameters in braces are text.
        id: the operation id.
        tag: the group that it is shown in.
        summary: one line.
        answer: schema of a success; None for no body.
        status: of a success.
        query: query parameters.
        fields: of the request body.
        required: names of `fields` that are.
        media_types: of the request body.
    """

    method: str
    path: str
    id: str
    tag: str
    summary: str
    answer: Schema | None = None
    status: int = 200
    query: Mapping[str, Schema] = field(default_factory=dict)
    fields: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    media_types: tuple[str, ...] = FORM


def read(
    path: str, id: str, tag: str, summary: str, *, answer: Schema, query: Mapping[str, Schema] | None = None
) -> Operation:
    """An operation that answers something and changes nothing."""
    return Operation("get", path, id, tag, summary, answer=answer, query=query or {})


def write(
    method: str,
    path: str,
    id: str,
    tag: str,
    summary: str,
    *,
    answer: Schema | None = None,
    status: int = 201,
    fields: Mapping[str, Schema] | None = None,
    required: tuple[str, ...] = (),
    media_types: tuple[str, ...] = FORM,
) -> Operation:
    """An operation that makes or changes something."""
    return Operation(
        method,
        path,
        id,
        tag,
        summary,
        answer=answer,
        status=status,
        fields=fields or {},
        required=required,
        media_types=media_types,
    )


def delete(
    path: str, id: str, tag: str, summary: str, *, query: Mapping[str, Schema] | None = None
) -> Operation:
    """An operation that deletes something."""
    return Operation("delete", path, id, tag, summary, status=204, query=query or {})
