"""The document around every page of the legacy frontend (spec/page-shell.md §2, §3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from apps.common.csp import Needs, grant
from apps.pages.context import VERSION
from apps.pages.embedding import LMS_MODE
from apps.pages.legacy import metadata, translations
from apps.pages.legacy.media_cms import NO_SUBJECT, Subject, media_cms
from apps.pages.legacy.metadata import Metadata

_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})
_CDN_STYLES = (
    "https://fonts.googleapis.com/icon?family=Material+Icons",
    "https://fonts.googleapis.com/css?family=Roboto:300,300i,400,400i,500,500i,700,700i&display=swap",
)
_OWN_FONTS = ("/static/lib/material-icons/material-icons.css", "/static/lib/gfonts/gfonts.css")


@dataclass(frozen=True, slots=True)
class Shell:
    """What differs from page to page.

    Attributes:
        title: of the document, as a whole; in English whatever the language, as ever.
        script: name of the page's script below ``/static/js/``.
        mount: id of the element that the script fills; "" for pages whose content is ours.
        styles: style sheets of the page below ``/static/``, with their version where they carry one.
        editor: script of an editor below ``/static/`` that the head loads.
        meta: what search engines are told.
        subject: what the page is about.
        private: search engines are asked to keep it out of their index.
        needs: of the browser, besides the styles that the frontend and its editors make.
    """

    title: str
    script: str = "base"
    mount: str = ""
    styles: tuple[str, ...] = ()
    editor: str = ""
    meta: Metadata | None = None
    subject: Subject = NO_SUBJECT
    private: bool = False
    needs: Needs = Needs.NOTHING


def respond(
    request: HttpRequest,
    shell: Shell,
    template: str = "legacy/react.html",
    context: Mapping[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Answer with a page.

    Members get the CSRF cookie with every page: the frontend sends it with whatever it writes.
    """
    if request.user.is_authenticated:
        get_token(request)
    response = render(request, template, {"shell": shell, **(context or {})}, status=status)
    if shell.private:
        response["X-Robots-Tag"] = "noindex"
    return grant(response, shell.needs)


def portal_title(title: str) -> str:
    """``<title> - <portal>``."""
    return f"{title} - {settings.PORTAL_NAME}"


def base_of(request: HttpRequest) -> str:
    """Scheme and host that the visitor uses, without a slash at the end."""
    return f"{request.scheme}://{request.get_host()}"


def is_lms(request: HttpRequest) -> bool:
    """Whether the page is shown inside a learning platform (spec/page-shell.md §11)."""
    return request.GET.get("mode") == LMS_MODE


def document(request: HttpRequest, shell: Shell | None) -> dict[str, Any]:
    """What the outermost template needs, for pages of ours and for those of other applications.

    Args:
        request: whose page it is.
        shell: of the page; None for a page of another application, which brings a title of its own.
    """
    shell = shell or Shell(title="")
    meta = shell.meta or metadata.default()
    return {
        "shell": shell,
        "meta": meta,
        "json_ld": script_json(meta.json_ld) if meta.json_ld else "",
        "version": VERSION,
        "fonts": _CDN_STYLES if settings.LOAD_FROM_CDN else _OWN_FONTS,
        "translation": script_json(translations.translation(get_language() or "")),
        "replacements": script_json(translations.replacements(get_language() or "")),
        "configuration": script_json(media_cms(request, shell.subject)),
        "feed": f"/rss{request.get_full_path()}" if shell.script == "search" else "/rss",
    }


def script_json(value: object) -> SafeString:
    """`value` as JSON that can stand in a ``<script>``, whatever texts it holds.

    >>> script_json("</script>")
    '"\\\\u003C/script\\\\u003E"'
    """
    return mark_safe(json.dumps(value).translate(_ESCAPES))  # noqa: S308 - nothing of HTML is left in it
