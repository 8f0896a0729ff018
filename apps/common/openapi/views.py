"""The description of API v1 as pages and as files (spec/feeds.md §6)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import yaml
from django.template.loader import render_to_string
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.openapi.document import document


class PageRenderer(BaseRenderer):
    """The document for people."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the page; of an error only what it is."""
        context = renderer_context or {}
        response = context["response"]
        if response.exception:
            return f"{response.status_code} {response.reason_phrase}"
        page = {"document": data, "groups": _by_tag(data), "query": ""}
        return render_to_string("common/openapi.html", page, request=context["request"]._request)


class JSONFileRenderer(BaseRenderer):
    """The document as JSON."""

    media_type = "application/json"
    format = ".json"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the file."""
        return json.dumps(data)


class OpenAPIRenderer(JSONFileRenderer):
    """The same under its own media type."""

    media_type = "application/openapi+json"
    format = "openapi"


class YAMLFileRenderer(BaseRenderer):
    """The document as YAML."""

    media_type = "application/yaml"
    format = ".yaml"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the file."""
        return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


class _Dumper(yaml.SafeDumper):
    """Writes everything out: names for repeated parts help nobody."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class APIDescription(APIView):
    """The description of API v1; open to everybody, like the names of its paths."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes: Sequence[type[BaseRenderer]] = (
        PageRenderer,
        OpenAPIRenderer,
        JSONFileRenderer,
        YAMLFileRenderer,
    )

    def get(self, request: Request) -> Response:
        """The document, in the form that ``Accept`` or ``format`` names."""
        return Response(document(request.build_absolute_uri("/")[:-1]))


class JSONFile(APIDescription):
    """The description as a JSON file."""

    renderer_classes = (JSONFileRenderer,)


class YAMLFile(APIDescription):
    """The description as a YAML file."""

    renderer_classes = (YAMLFileRenderer,)


def _by_tag(data: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The operations for the page, by tag."""
    operations = [
        {"tag": operation["tags"][0], "path": path, "method": method.upper(), **operation}
        for path, methods in data["paths"].items()
        for method, operation in methods.items()
    ]
    operations.sort(key=itemgetter("tag", "path"))
    return [(tag, list(group)) for tag, group in groupby(operations, key=itemgetter("tag"))]
