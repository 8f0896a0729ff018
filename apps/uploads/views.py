"""The upload page's endpoint, spoken by Fine Uploader (spec/api-upload.md)."""

from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, JsonResponse

from apps.media import access
from apps.media.models import Media
from apps.uploads import services
from apps.uploads.forms import DoneForm, FileForm
from apps.users.models import User


def upload(request: HttpRequest) -> HttpResponseBase:
    """Take a file, a part of one, or the word that all parts are there.

    Who may not upload is refused before the method and the fields are looked at.
    """
    if not access.can_upload(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user = cast(User, request.user)
    try:
        if settings.CHUNKS_DONE_PARAM_NAME in request.GET:
            return _finish(request, user)
        return _receive(request, user)
    except services.ForeignUploadError as error:
        return _refused(str(error), HTTPStatus.FORBIDDEN)
    except ValidationError as error:
        return _refused(" ".join(error.messages))


def _receive(request: HttpRequest, user: User) -> JsonResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(_error_text(form.errors))
    fields = form.cleaned_data
    file, uuid, name = fields["qqfile"], fields["qquuid"], fields["qqfilename"]
    if fields["qqtotalparts"] == 1:
        return _created(services.upload_create(user=user, file=file, name=name))
    services.part_store(user=user, uuid=uuid, index=fields["qqpartindex"], part=file)
    return JsonResponse({"success": True})


def _finish(request: HttpRequest, user: User) -> JsonResponse:
    form = DoneForm(request.POST)
    if not form.is_valid():
        return _refused(_error_text(form.errors))
    fields = form.cleaned_data
    media = services.upload_finish(
        user=user, uuid=fields["qquuid"], parts=fields["qqtotalparts"], name=fields["qqfilename"]
    )
    return _created(media)


def _created(media: Media) -> JsonResponse:
    return JsonResponse({"success": True, "media_url": f"/view?m={media.friendly_token}"})


def _refused(error: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> JsonResponse:
    return JsonResponse({"success": False, "error": error}, status=status)


def _error_text(errors: ErrorDict) -> str:
    """The text that the page shows: ``{'qqfile': ['This field is required.']}``."""
    return str({name: [str(message) for message in messages] for name, messages in errors.items()})
