"""Pages of users (spec/pages.md §4.9)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.media.access import is_manager
from apps.pages.context import VERSION
from apps.pages.legacy import metadata
from apps.pages.legacy.media_cms import Rights, Subject
from apps.pages.legacy.shell import Shell, respond
from apps.users.models import User
from apps.users.selectors import user_by_username

UNKNOWN = "/members"
PROFILE_STYLE = f"css/profile-media.css?v={VERSION}"


def profile(request: HttpRequest, username: str) -> HttpResponse:
    """The media of a user."""
    return _public(request, username, "media", PROFILE_STYLE)


def profile_playlists(request: HttpRequest, username: str) -> HttpResponse:
    """The playlists of a user."""
    return _public(request, username, "playlists", "css/profile-playlists.css", "Playlists")


def profile_about(request: HttpRequest, username: str) -> HttpResponse:
    """What a user says of themselves."""
    return _public(request, username, "about", "css/profile-about.css", "About")


def shared_with_me(request: HttpRequest, username: str) -> HttpResponse:
    """Media that others share with the visitor."""
    return _own(request, username, "shared-with-me")


def shared_by_me(request: HttpRequest, username: str) -> HttpResponse:
    """Media that the visitor shares."""
    return _own(request, username, "shared-by-me")


# -- parts ---------------------------------------------------------------------------------------------------


def _public(request: HttpRequest, username: str, tab: str, style: str, heading: str = "") -> HttpResponse:
    viewed = user_by_username(username)
    if viewed is None:
        return redirect(UNKNOWN)
    manages = is_manager(request.user)
    rights = Rights(edit_profile=manages or viewed == request.user, delete_profile=manages)
    return _page(request, Subject(viewed=viewed, rights=rights), tab, style, _title(viewed, heading))


def _own(request: HttpRequest, username: str, tab: str) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or user.username != username:
        return redirect("/")
    subject = Subject(viewed=user, rights=Rights(edit_profile=True, delete_profile=True))
    return _page(request, subject, tab, PROFILE_STYLE, _title(user))


def _title(viewed: User, heading: str = "") -> str:
    return " - ".join(part for part in (viewed.name, heading, settings.PORTAL_NAME) if part)


def _page(request: HttpRequest, subject: Subject, tab: str, style: str, title: str) -> HttpResponse:
    script = f"profile-{tab}"
    meta = metadata.summary(title)
    return respond(request, Shell(title, script, f"page-{script}", (style,), meta=meta, subject=subject))
