"""The page of a media and the player in frames of other sites (spec/pages.md §4.6, §4.7)."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from apps.actions.visitor import actor_of
from apps.common.csp import Needs
from apps.encoding.queueing import enqueue
from apps.media import access
from apps.media.models import EncodingStatus, Media, MediaType
from apps.pages.legacy import metadata
from apps.pages.legacy.media_cms import NO_SUBJECT, Rights, Subject
from apps.pages.legacy.requests import asked_media, is_allowed_type
from apps.pages.legacy.shell import Shell, base_of, portal_title, respond

NOTICES = {
    EncodingStatus.PENDING: _(
        "Media encoding hasn't started yet. Attempting to show the original video file"
    ),
    EncodingStatus.RUNNING: _(
        "Media encoding is under processing. Attempting to show the original video file"
    ),
}


def media(request: HttpRequest) -> HttpResponse:
    """The page of a media.

    The page itself is open to everybody with its address: the frontend asks the API, which decides, and shows
    its refusal. Whoever may not see the media gets a page that says nothing about it, and watches nothing.
    """
    found = asked_media(request)
    if found is None:
        title = portal_title("")
        meta = metadata.no_media(title, base_of(request))
        return respond(request, _shell(title, meta), "legacy/unsupported.html")
    subject = Subject(media_id=found.friendly_token, rights=_rights(request, found))
    if not access.can_view(request.user, found):
        shell = _shell(settings.PORTAL_NAME, metadata.default(), subject, mount="page-media", private=True)
        return respond(request, shell)
    enqueue("save_user_action", actor_of(request), friendly_token=found.friendly_token, action="watch")
    _tell_progress(request, found)
    title = portal_title(found.title)
    meta = metadata.media(found, title, base_of(request))
    playable = is_allowed_type(found)
    shell = _shell(
        title,
        meta,
        subject,
        mount="page-media" if playable else "",
        private=found.state != "public",
        needs=_needs(found),
    )
    return respond(request, shell, "legacy/react.html" if playable else "legacy/unsupported.html")


def embed(request: HttpRequest) -> HttpResponse:
    """The player alone."""
    token = request.GET.get("m", "").strip()
    if not token:
        return redirect("/")
    found = asked_media(request)
    if found is None:
        return HttpResponse(
            "This media no longer exists",
            content_type="text/plain; charset=utf-8",
            status=HTTPStatus.NOT_FOUND,
        )
    subject = Subject(media_id=found.friendly_token)
    needs = Needs.OTHER_FRAMES | _needs(found)
    shell = Shell(settings.PORTAL_NAME, "embed", "page-embed", subject=subject, needs=needs)
    return respond(request, shell, "legacy/embed.html")


# -- parts ---------------------------------------------------------------------------------------------------


def _shell(
    title: str,
    meta: metadata.Metadata,
    subject: Subject = NO_SUBJECT,
    *,
    mount: str = "",
    private: bool = False,
    needs: Needs = Needs.NOTHING,
) -> Shell:
    styles = ("css/media.css",)
    return Shell(title, "media", mount, styles, meta=meta, subject=subject, private=private, needs=needs)


def _needs(found: Media) -> Needs:
    return Needs.PDF_WORKER if found.media_type == MediaType.PDF else Needs.NOTHING


def _rights(request: HttpRequest, found: Media) -> Rights:
    return Rights(
        edit_media=access.can_edit(request.user, found),
        delete_media=access.can_manage(request.user, found),
    )


def _tell_progress(request: HttpRequest, found: Media) -> None:
    """Owners learn on the page why their new video plays as it was uploaded."""
    if found.media_type == MediaType.VIDEO and found.user_id == request.user.pk:
        notice = {str(status): text for status, text in NOTICES.items()}.get(found.encoding_status)
        if notice:
            messages.info(request, notice)
