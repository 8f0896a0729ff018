"""Uploads and recordings (spec/pages.md §5.1)."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from apps.media import access
from apps.pages.legacy.shell import Shell, portal_title, respond, script_json

UPLOADER = "lib/file-uploader/5.13.0/fine-uploader.min.js"
CDN = "https://cdnjs.cloudflare.com/ajax/libs/file-uploader/5.13.0/fine-uploader.min.js"


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """The uploader, or why there is none."""
    limits = {"files": settings.UPLOAD_MAX_FILES_NUMBER, "bytes": settings.UPLOAD_MAX_SIZE}
    context = {
        "uploader_script": CDN if settings.LOAD_FROM_CDN else f"/static/{UPLOADER}",
        "limits": script_json(limits),
        **_permission(request),
    }
    shell = Shell(portal_title("Add new media"), "add-media", styles=("css/add-media.css",))
    return respond(request, shell, "legacy/upload.html", context)


@login_required
def record_screen(request: HttpRequest) -> HttpResponse:
    """The recorder, or why there is none."""
    return respond(request, Shell(portal_title("Record Screen")), "legacy/record.html", _permission(request))


def _permission(request: HttpRequest) -> dict[str, object]:
    return {"may_upload": access.can_upload(request.user), "refusal": settings.CANNOT_ADD_MEDIA_MESSAGE}
