"""The document: settings for drf-spectacular under which it describes API v1, and nothing else."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from rest_framework.views import APIView

from apps.common.schema import community, manage, media, users
from apps.common.schema.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *media.OPERATIONS,
    *community.OPERATIONS,
    *users.OPERATIONS,
    *manage.OPERATIONS,
)

Endpoint = tuple[str, str, str, Callable[..., Any]]
"""What drf-spectacular calls an endpoint: path, its regular expression, method, view."""


def v1_endpoints(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Put the described operations in place of what was found in the URL configuration.

    The views answer with plain dictionaries, which no tool can look into, and some are not DRF's.
    """
    methods: dict[str, list[Operation]] = defaultdict(list)
    for operation in OPERATIONS:
        methods[operation.path].append(operation)
    return [
        (path, path, operation.method, view)
        for path, operations in methods.items()
        for view in [_described_view(operations)]
        for operation in operations
    ]


def _described_view(operations: list[Operation]) -> Callable[..., Any]:
    handlers = {operation.method.lower(): operation.describe(_handler()) for operation in operations}
    return type("Described", (APIView,), handlers).as_view()


def _handler() -> Callable[..., None]:
    def handler(self: APIView, request: object) -> None:
        """A method to hang a description on."""

    handler.__doc__ = None
    return handler


V1: dict[str, Any] = {
    "TITLE": "Portal API",
    "DESCRIPTION": (
        "Media, playlists, comments and users of a video portal.\n\n"
        "Requests are made with a session (and its CSRF token), with HTTP Basic, or with "
        "`Authorization: Token <key>`. Refused credentials are answered with 403, never with 401. "
        "Lists come in pages of 50 rows."
    ),
    "VERSION": "v1",
    "PREPROCESSING_HOOKS": ["apps.common.schema.document.v1_endpoints"],
    "POSTPROCESSING_HOOKS": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            "basic": {"type": "http", "scheme": "basic"},
            "token": {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "`Token <key>`",
            },
        },
    },
}
"""To be given to drf-spectacular's command and views as ``custom_settings``."""


def v1_document() -> dict[str, Any]:
    """Return the OpenAPI document of API v1 as nested dictionaries."""
    with patched_settings(V1):
        return SchemaGenerator().get_schema(request=None, public=True)
