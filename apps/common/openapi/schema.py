"""What drf-spectacular is told of a view of API v1.

Bodies of v1 are built by hand, and nothing could be inferred from them. So the facts come from the table of
operations, and all that the URL configuration and the views know comes from there: which addresses and
methods there are, what a path's parameters may be, how one says who one is.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from apps.common.openapi.components import Schema, an_object, ref
from apps.common.openapi.operations import OPERATIONS, Operation

REFUSED: Schema = {"description": "`detail`, or the name of a field, says why."}


@cache
def operations() -> dict[tuple[str, str], Operation]:
    """The table by method, in upper case, and path below the prefix."""
    return {(entry.method.upper(), entry.path): entry for entry in OPERATIONS}


class TableSchema(AutoSchema):
    """An operation as the table describes it; one that is not in the table is left out."""

    @property
    def entry(self) -> Operation:
        """The table's entry for the operation."""
        return operations()[self._key]

    @property
    def _key(self) -> tuple[str, str]:
        return self.method, self.path.removeprefix("/api/v1")

    def is_excluded(self) -> bool:
        """Whether the table has no such operation: a second form of an address, a method that is refused."""
        return self._key not in operations()

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        """The operation's object; the arguments are AutoSchema's."""
        operation: dict[str, Any] | None = super().get_operation(*args)
        if operation and self.entry.required:
            operation["requestBody"]["required"] = True
        return operation

    def get_operation_id(self) -> str:
        """The legacy server's id, where it has one (spec/feeds.md §6)."""
        return self.entry.id

    def get_tags(self) -> list[str]:
        """The group that it is shown in."""
        return [self.entry.tag]

    def get_summary(self) -> str:
        """One line."""
        return self.entry.summary

    def get_description(self) -> str:  # type: ignore[override]  # as in drf-spectacular
        """Nothing: docstrings of views are for developers."""
        return ""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """The ways in that the view knows; API v1 can be asked without any."""
        return [{}, *(way for way in super().get_auth() if way)]

    def get_override_parameters(self) -> list[Any]:
        """Query parameters."""
        return [OpenApiParameter(name, type=schema) for name, schema in self.entry.query.items()]

    def get_request_serializer(self) -> Any:
        """The body by media type."""
        if not self.entry.fields:
            return None
        optional = tuple(name for name in self.entry.fields if name not in self.entry.required)
        schema = an_object(optional, **self.entry.fields)
        return dict.fromkeys(self.entry.media_types, schema)

    def get_response_serializers(self) -> Any:
        """The answers by status."""
        return {
            self.entry.status: OpenApiResponse(self.entry.answer, "Done."),
            400: OpenApiResponse(REFUSED, "Refused."),
            403: OpenApiResponse(ref("Message"), "Not permitted."),
        }

    def _is_list_view(self, serializer: Any = None) -> bool:
        """False: the table says how a list looks, pages included."""
        return False
