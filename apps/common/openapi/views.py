"""The description of API v1 as pages and as files, by drf-spectacular (spec/feeds.md §6)."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.openapi.generator import V1Generator

ADDRESS = "/swagger.json"
"""Where the pages get the document from."""

_STYLES_WITHOUT_NONCE = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
)
"""ReDoc adds these before it has read its options: an empty one, and that of its scroll bars."""


class JSONFileRenderer(OpenApiJsonRenderer2):
    """The document as JSON."""

    format = ".json"
    charset = "utf-8"


class OpenAPIRenderer(OpenApiJsonRenderer2):
    """The same under its own media type."""

    media_type = "application/openapi+json"
    format = "openapi"
    charset = "utf-8"


class YAMLFileRenderer(OpenApiYamlRenderer2):
    """The document as YAML."""

    format = ".yaml"
    charset = "utf-8"


PAGE_OR_FILE: list[type[BaseRenderer]] = [
    TemplateHTMLRenderer,
    OpenAPIRenderer,
    JSONFileRenderer,
    YAMLFileRenderer,
]


class _File(SpectacularAPIView):
    """The description of API v1 as a file; open to everybody, like the names of its paths."""

    authentication_classes = ()
    permission_classes = ()
    generator_class = V1Generator

    def _get_filename(self, request: Request, version: str) -> str:
        """Plain: the portal's name may hold characters that no header can."""
        return f"openapi-v1.{request.accepted_renderer.format.strip('.')}"


class JSONFile(_File):
    """The description as a JSON file."""

    renderer_classes = [JSONFileRenderer]


class YAMLFile(_File):
    """The description as a YAML file."""

    renderer_classes = [YAMLFileRenderer]


class SwaggerPage(SpectacularSwaggerSplitView):
    """The description in Swagger UI, where operations can be tried, or by itself; ``?script`` starts it."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = PAGE_OR_FILE
    template_name = "common/swagger.html"
    url = ADDRESS

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the page, its script, or the description, as ``Accept`` or ``format`` says."""
        return super().get(request) if _is_page(request) else _description(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer under the page's policy."""
        return super().finalize_response(request, _guarded(response), *args, **kwargs)


class RedocPage(SpectacularRedocView):
    """The description in ReDoc, for reading, or by itself."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = PAGE_OR_FILE
    template_name = "common/redoc.html"
    url = ADDRESS

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the page or the description, as ``Accept`` or ``format`` says."""
        return super().get(request) if _is_page(request) else _description(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer under the page's policy."""
        return super().finalize_response(request, _guarded(response), *args, **kwargs)


def _is_page(request: Request) -> bool:
    return isinstance(request.accepted_renderer, TemplateHTMLRenderer)


def _description(request: Request) -> Response:
    return Response(V1Generator().get_schema(request))


def _guarded(response: Response) -> Response:
    """The answer with a policy, and the page's template with what it needs for it."""
    nonce = secrets.token_urlsafe(16)
    response.headers["Content-Security-Policy"] = _policy(nonce)
    if response.template_name:
        response.data |= {"title": f"{settings.PORTAL_NAME} API", "nonce": nonce}
    return response


def _policy(nonce: str) -> str:
    """The Content-Security-Policy of a page: ReDoc searches in a worker that it makes itself, and both
    libraries add styles of their own, which carry the nonce.
    """
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": " ".join(("'self'", f"'nonce-{nonce}'", *_STYLES_WITHOUT_NONCE)),
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{directive} {value}" for directive, value in sources.items())
