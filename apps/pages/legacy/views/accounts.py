"""Profiles, channels, and users who wait for approval (spec/pages.md §4.11, §4.14, §5.9, §5.10)."""

from typing import Any, cast
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.media.representations import profile_path
from apps.pages.legacy.forms import ChannelForm, ProfileForm
from apps.pages.legacy.media_cms import Subject
from apps.pages.legacy.shell import Shell, portal_title, respond, script_json
from apps.users.models import Channel, User
from apps.users.selectors import can_edit_account, user_by_username
from apps.users.services import channel_update
from apps.users.services.profile import user_profile_update


@login_required
def edit_user(request: HttpRequest, username: str) -> HttpResponse:
    """A profile, for oneself and for managers."""
    actor, user = cast(User, request.user), user_by_username(username)
    if user is None or not can_edit_account(actor, user):
        return redirect("/")
    form = ProfileForm(*_posted(request), user=user, actor=actor)
    if form.is_bound and form.is_valid():
        try:
            user_profile_update(user=user, **form.changes())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(profile_path(user.username))
    shell = Shell("Edit profile - ", subject=Subject(viewed=user), private=True)
    context = {
        "form": form,
        "heading": _("Edit Profile"),
        "button": _("Update Profile"),
        "edited": user,
        "delete_address": script_json(f"/api/v1/users/{quote(user.username)}"),
    }
    return respond(request, shell, "legacy/account_form.html", context)


@login_required
def edit_channel(request: HttpRequest, friendly_token: str) -> HttpResponse:
    """The banner of one's own channel."""
    user = cast(User, request.user)
    channel = Channel.objects.filter(friendly_token=friendly_token, user=user).first()
    if channel is None:
        return redirect("/")
    form = ChannelForm(*_posted(request), channel=channel)
    if form.is_bound and form.is_valid() and _banner_stored(form, channel):
        return redirect(profile_path(user.username))
    context = {"form": form, "heading": _("Edit Channel"), "button": _("Update Channel")}
    shell = Shell(portal_title("Edit channel"), private=True)
    return respond(request, shell, "legacy/account_form.html", context)


def channel(request: HttpRequest, friendly_token: str) -> HttpResponse:
    """A channel is the profile of its user."""
    found = Channel.objects.select_related("user").filter(friendly_token=friendly_token).first()
    return redirect(profile_path(found.user.username) if found else "/members")


def approval_required(request: HttpRequest) -> HttpResponse:
    """What users see until somebody has approved them; nothing where nobody needs approval."""
    if not settings.USERS_NEEDS_TO_BE_APPROVED:
        raise Http404
    shell = Shell(" | Account needs approval", private=True)
    return respond(request, shell, "legacy/approval_required.html")


# -- parts ---------------------------------------------------------------------------------------------------


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _banner_stored(form: forms.Form, channel: Channel) -> bool:
    banner = form.cleaned_data["banner_logo"]
    try:
        if banner:
            channel_update(channel=channel, banner_logo=banner)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
