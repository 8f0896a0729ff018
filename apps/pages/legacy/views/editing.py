"""The edit, publish and replace pages of a media (spec/pages.md §5.2, §5.3, §5.8)."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.media import access
from apps.media.models import Media
from apps.media.services.metadata import media_metadata_update
from apps.media.services.publishing import media_publish
from apps.media.services.replacing import media_replace
from apps.pages.legacy import metadata
from apps.pages.legacy.forms import MetadataForm, PublishForm, ReplaceForm
from apps.pages.legacy.requests import editable_media, is_allowed_type
from apps.pages.legacy.shell import LMS_MODE, Shell, is_lms, portal_title, respond, script_json
from apps.pages.legacy.tabs import tabs
from apps.pages.processing import processing
from apps.users.models import User

EDITED = gettext_lazy("Media was edited")


@login_required
def edit_media(request: HttpRequest) -> HttpResponse:
    """Title, tags, description and poster."""
    media = editable_media(request)
    if media is None:
        return redirect("/")
    if not is_allowed_type(media):
        return redirect(media)
    posted = request.method == "POST"
    form = MetadataForm(request.POST if posted else None, request.FILES if posted else None, media=media)
    if posted and form.is_valid():
        try:
            media = media_metadata_update(media=media, editor=_user(request), **form.changes())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, EDITED)
            return redirect(media)
    context = {"form": form, "button": _("Update Media"), "processing": processing(request, media)}
    return _page(request, media, "Edit media", "edit", context)


@login_required
def publish_media(request: HttpRequest) -> HttpResponse:
    """State, sharing and categories."""
    media = editable_media(request)
    if media is None:
        return redirect("/")
    if not access.can_publish(request.user, media):
        messages.info(
            request,
            _("Permission to publish is not grated by the owner: %(owner)s") % {"owner": media.user.name},
        )
        return redirect(media)
    lms = is_lms(request) or request.session.get(LMS_MODE) == "true"
    posted = request.POST if request.method == "POST" else None
    form = PublishForm(posted, media=media, actor=_user(request), is_lms=lms)
    if posted is not None and form.is_valid():
        media = media_publish(media=media, actor=_user(request), **form.changes())
        messages.info(request, EDITED)
        return redirect(media)
    context = {
        "form": form,
        "button": _("Publish Media"),
        "picker": script_json(form.picker()),
        "lms_mode": LMS_MODE,
    }
    return _page(request, media, "Publish media", "publish", context)


@login_required
def replace_media(request: HttpRequest) -> HttpResponse:
    """Another file."""
    media = editable_media(request) if settings.ALLOW_MEDIA_REPLACEMENT else None
    if media is None:
        return redirect("/")
    if not is_allowed_type(media):
        return redirect(media)
    posted = request.method == "POST"
    form = ReplaceForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            media = media_replace(media=media, new_file=form.cleaned_data["new_media_file"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("Media file was replaced successfully"))
            return redirect(media)
    context = {"form": form, "button": _("Replace Media")}
    return _page(request, media, "Replace media", "replace", context)


# -- parts ---------------------------------------------------------------------------------------------------


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _page(
    request: HttpRequest, media: Media, title: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    shell = Shell(portal_title(title), meta=metadata.NOTHING, private=True)
    return respond(
        request, shell, f"legacy/{template}.html", {**context, "media": media, "tabs": tabs(request, media)}
    )
