"""Captions of a media (spec/pages.md §5.6, §5.7)."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.captions import requesting, services
from apps.captions.models import Subtitle
from apps.captions.selectors import transcription_states
from apps.media import access
from apps.media.models import Media
from apps.pages.legacy import metadata
from apps.pages.legacy.forms import CaptionForm, TranscriptionForm
from apps.pages.legacy.requests import editable_media
from apps.pages.legacy.shell import Shell, portal_title, respond
from apps.pages.legacy.tabs import tabs

LARGEST_ID = 2**31 - 1


@login_required
def add_subtitle(request: HttpRequest) -> HttpResponse:
    """New captions: uploaded, or asked for."""
    media = editable_media(request)
    if media is None:
        return redirect("/")
    uploads, asks = "submit" in request.POST, "submit_whisper" in request.POST
    form = CaptionForm(request.POST, request.FILES) if uploads else CaptionForm()
    if uploads and form.is_valid() and _captions_added(form, media):
        messages.info(request, _("Caption was added!"))
        return redirect(media)
    may_ask = settings.USE_WHISPER_TRANSCRIBE and (
        settings.USER_CAN_TRANSCRIBE_VIDEO or access.is_editor(request.user)
    )
    wish = TranscriptionForm(request.POST if asks else None, media=media) if may_ask else None
    if asks and wish and wish.is_valid():
        _transcription_asked(wish, media)
        messages.info(request, _("Request for transcription was sent"))
        return redirect(media)
    context = {
        "form": form,
        "wish": wish,
        "media": media,
        "transcriptions": transcription_states(media) if wish else [],
        "tabs": tabs(request, media),
        "subtitles": media.subtitles.select_related("language").order_by("language__title", "pk"),
    }
    return respond(request, _shell("Add subtitle"), "legacy/add_subtitle.html", context)


@login_required
def edit_subtitle(request: HttpRequest) -> HttpResponse:
    """The text of captions, their file, and their end."""
    subtitle = _editable_subtitle(request)
    if subtitle is None:
        return redirect("/")
    action, posted = request.GET.get("action"), request.method == "POST"
    if action == "download":
        return _download(subtitle)
    if posted and request.GET.get("confirm") == "true":
        services.subtitle_delete(subtitle=subtitle)
        messages.info(request, _("Caption was deleted"))
        return redirect(subtitle.media)
    shell = _shell("Edit subtitle", metadata.NOTHING)
    if action == "delete" and not posted:
        return respond(request, shell, "legacy/delete_subtitle.html", {"subtitle": subtitle})
    form = _TextForm(request.POST) if posted else _TextForm(initial=_text_of(subtitle))
    if posted and form.is_valid() and _text_written(form, subtitle):
        messages.info(request, _("Caption was edited"))
        return redirect(subtitle.media)
    return respond(request, shell, "legacy/edit_subtitle.html", {"subtitle": subtitle, "form": form})


# -- parts ---------------------------------------------------------------------------------------------------


class _TextForm(forms.Form):
    """Captions as text."""

    subtitle = forms.CharField(label=gettext_lazy("Subtitle"), strip=False, widget=forms.Textarea)


def _shell(title: str, meta: metadata.Metadata | None = None) -> Shell:
    return Shell(portal_title(title), meta=meta, private=True)


def _captions_added(form: CaptionForm, media: Media) -> bool:
    data = form.cleaned_data
    try:
        services.subtitle_create(media=media, language=data["language"], file=data["subtitle_file"])
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _transcription_asked(form: TranscriptionForm, media: Media) -> None:
    data = form.cleaned_data
    requesting.transcription_request(
        media=media,
        transcribe=data["allow_whisper_transcribe"],
        translate=data["allow_whisper_transcribe_and_translate"],
        language=data.get("language", ""),
    )


def _editable_subtitle(request: HttpRequest) -> Subtitle | None:
    """The captions that the query parameter ``id`` names, if the visitor may edit their media."""
    number = request.GET.get("id", "")
    if not number.isascii() or not number.isdigit() or int(number) > LARGEST_ID:
        return None
    rows = Subtitle.objects.select_related("language", "media__user")
    found = rows.filter(pk=int(number)).first()
    return found if found and access.can_edit(request.user, found.media) else None


def _text_of(subtitle: Subtitle) -> dict[str, str]:
    return {"subtitle": services.subtitle_text(subtitle)}


def _text_written(form: _TextForm, subtitle: Subtitle) -> bool:
    try:
        services.subtitle_update(subtitle=subtitle, text=form.cleaned_data["subtitle"])
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _download(subtitle: Subtitle) -> HttpResponse:
    name = PurePath(str(subtitle.subtitle_file)).name
    name = name if name.endswith(".vtt") else f"{name}.vtt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(services.subtitle_text(subtitle), content_type="text/vtt", headers=headers)
