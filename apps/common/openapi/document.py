"""The OpenAPI document of API v1."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings

from apps.common.openapi.components import COMPONENTS, Schema, an_object, ref
from apps.common.openapi.operations import OPERATIONS, Operation

PREFIX = "/api/v1"

Document = dict[str, Any]

_PARAMETER = re.compile(r"\{(\w+)\}")

SECURITY_SCHEMES: dict[str, Schema] = {
    "Basic": {"type": "http", "scheme": "basic", "description": "User name or e-mail address, and password."},
    "Token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Token <key>`, with the key that `/login` answers.",
    },
    "Session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The session of the pages; requests that write need the header `X-CSRFToken`.",
    },
}


def document(site: str) -> Document:
    """The document, as JSON and YAML can hold it.

    Args:
        site: scheme and host that the paths are of.
    """
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{settings.PORTAL_NAME} API", "version": "v1"},
        "servers": [{"url": site + PREFIX}],
        "security": [{}, *({name: []} for name in SECURITY_SCHEMES)],
        "paths": paths,
        "components": {"schemas": COMPONENTS, "securitySchemes": SECURITY_SCHEMES},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    parameters = [_parameter(name, "path") for name in _PARAMETER.findall(operation.path)]
    parameters += [_parameter(name, "query", schema) for name, schema in operation.query.items()]
    entry: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": parameters,
        "responses": _responses(operation),
    }
    if operation.fields:
        entry["requestBody"] = _request_body(operation)
    return entry


def _parameter(name: str, place: str, schema: Schema | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": schema or {"type": "string"},
    }


def _request_body(operation: Operation) -> dict[str, Any]:
    optional = tuple(name for name in operation.fields if name not in operation.required)
    schema = an_object(optional, **operation.fields)
    return {
        "required": bool(operation.required),
        "content": {media_type: {"schema": schema} for media_type in operation.media_types},
    }


def _responses(operation: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done."}
    if operation.answer:
        success["content"] = _json(operation.answer)
    refused = {"description": "Refused; `detail` or the name of a field says why.", "content": _json({})}
    not_permitted = {"description": "Not permitted.", "content": _json(ref("Message"))}
    return {str(operation.status): success, "400": refused, "403": not_permitted}


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
