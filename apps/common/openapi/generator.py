"""drf-spectacular's generator, restricted to API v1."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.conf import settings
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.plumbing import ResolvedComponent, build_root_object
from rest_framework.request import Request

from apps.common.openapi.components import COMPONENTS

PREFIX = "/api/v1"

Document = dict[str, Any]


class V1Endpoints(EndpointEnumerator):
    """The addresses of API v1 in the URL configuration."""

    def should_include_endpoint(self, path: str, callback: Any) -> bool:
        """Whether it is one of them and a view of DRF answers there."""
        return path.startswith(f"{PREFIX}/") and super().should_include_endpoint(path, callback)

    def get_path_from_regex(self, path_regex: str) -> str:
        """The address as it is documented: without a slash that it may have."""
        path: str = super().get_path_from_regex(path_regex.replace("/?$", "$"))
        return path


class V1Generator(SchemaGenerator):
    """Writes the document of API v1: what the views are is found in the URL configuration, what they take
    and answer is told by the table of operations (`apps.common.openapi.schema`).
    """

    endpoint_inspector_cls = V1Endpoints

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, schema in COMPONENTS.items():
            self.registry.register(
                ResolvedComponent(name, ResolvedComponent.SCHEMA, schema=deepcopy(schema), object=name)
            )

    def parse(self, input_request: Request | None, public: bool) -> dict[str, Any]:
        """The operations by path below PREFIX."""
        paths = super().parse(input_request, public)
        return {path.removeprefix(PREFIX): operations for path, operations in paths.items()}

    def get_schema(self, request: Request | None = None, public: bool = True) -> Document:
        """The document, for the site that the request came to."""
        return self.document(request.build_absolute_uri("/")[:-1] if request else "", request=request)

    def document(self, site: str, *, request: Request | None = None) -> Document:
        """The document, as JSON and YAML can hold it.

        Args:
            site: scheme and host that the paths are of.
            request: who asks; everybody is told the same.
        """
        paths = self.parse(request, public=True)
        document: Document = build_root_object(
            paths=paths, components=self.registry.build({}), webhooks=[], version="v1"
        )
        document["info"] = {"title": f"{settings.PORTAL_NAME} API", "version": "v1"}
        document["servers"] = [{"url": site + PREFIX}]
        return document


def document(site: str) -> Document:
    """The document of API v1, for a site such as ``https://portal.example``."""
    return V1Generator().document(site)
