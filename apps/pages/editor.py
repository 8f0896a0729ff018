"""The editor of custom pages: its field in the administration, and its uploads (spec/pages.md §7.3)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import Media, Textarea
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from apps.common.origin import comes_from_site, has_csrf_token
from apps.common.storage import media_url_for
from apps.pages.services import editor_picture_create

PROGRAMS = ("vendor/tinymce/tinymce.min.js", "tinymce/tinymce.min.js")
"""Ours, brought by npm; else that of a legacy installation, below LEGACY_STATIC_ROOT."""
STARTER = "portal/js/page-editor.js"


class PageEditor(Textarea):
    """A field for HTML: the editor where its program is among the static files, else plain text."""

    def __init__(self) -> None:
        super().__init__({"rows": 25, "cols": 110})

    def use_required_attribute(self, initial: Any) -> bool:
        """The editor hides the field, and browsers cannot point at a hidden one that is missing."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The field knows how the editor is set up."""
        set_up = json.dumps(settings.TINYMCE_DEFAULT_CONFIG)
        return super().get_context(name, value, {**(attrs or {}), "data-page-editor": set_up})

    @property
    def media(self) -> Media:
        """The program, if there is one, and what starts it."""
        program = next((path for path in PROGRAMS if finders.find(path)), None)
        return Media(js=[program, STARTER] if program else [])


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """Take a picture that an administrator puts into a page.

    The editor of a legacy portal sends no CSRF token; then the browser has to say that a page of this site
    sent the picture.
    """
    user = request.user
    if not (user.is_active and user.is_staff and user.is_superuser):
        return _refused("Admin access required", HTTPStatus.FORBIDDEN)
    file = request.FILES.get("file")
    if request.method != "POST" or not isinstance(file, UploadedFile):
        return _refused("Invalid request")
    if not (comes_from_site(request) or has_csrf_token(request)):
        return _refused("The request does not come from a page of this site", HTTPStatus.FORBIDDEN)
    try:
        stored = editor_picture_create(user=user, upload=file)
    except ValidationError as error:
        return _refused(" ".join(error.messages))
    return JsonResponse({"location": media_url_for(str(stored.file))})


def _refused(reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status)
