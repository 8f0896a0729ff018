"""Pages whose data the frontend asks the API for (spec/pages.md §4.1, §4.5, §4.8, §4.10)."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.categories.models import Category
from apps.media.access import is_editor
from apps.pages.legacy import metadata
from apps.pages.legacy.metadata import Metadata
from apps.pages.legacy.shell import Shell, base_of, portal_title, respond, script_json
from apps.users.selectors import may_list_users


def home(request: HttpRequest) -> HttpResponse:
    """The start page."""
    meta = metadata.home(base_of(request))
    return respond(request, Shell(settings.PORTAL_NAME, "index", "page-home", meta=meta))


def categories(request: HttpRequest) -> HttpResponse:
    """All categories."""
    return _listing(request, "categories", "Categories", "/categories")


def tags(request: HttpRequest) -> HttpResponse:
    """All tags."""
    return _listing(request, "tags", "Tags", "/tags")


def featured(request: HttpRequest) -> HttpResponse:
    """Media that editors recommend."""
    return _listing(request, "featured", "Featured", "/featured")


def latest(request: HttpRequest) -> HttpResponse:
    """The newest media."""
    return _listing(request, "latest", "Recent uploads", "/latest")


def recommended(request: HttpRequest) -> HttpResponse:
    """Popular media."""
    return _listing(request, "recommended", "Recommended", "/recommended")


def members(request: HttpRequest) -> HttpResponse:
    """All users, for whoever may list them."""
    if not may_list_users(request.user):
        return redirect("/")
    return _listing(request, "members", "Members", "/members")


def search(request: HttpRequest) -> HttpResponse:
    """Results; the frontend reads the query."""
    return respond(request, Shell(settings.PORTAL_NAME, "search", "page-search"))


def history(request: HttpRequest) -> HttpResponse:
    """What the visitor has watched."""
    return _own(request, "history", "History")


def liked(request: HttpRequest) -> HttpResponse:
    """What the visitor has liked."""
    return _own(request, "liked", "Liked media")


def playlist(request: HttpRequest, friendly_token: str) -> HttpResponse:
    """A playlist; whether there is one the frontend finds out."""
    return _own(request, "playlist", "Playlist")


@login_required
def manage_media(request: HttpRequest) -> HttpResponse:
    """Management of media, which can be filtered by category."""
    titles = list(Category.objects.order_by("title").values_list("title", flat=True))
    return _management(request, "media", "Manage media", {"categories": script_json(titles)})


@login_required
def manage_users(request: HttpRequest) -> HttpResponse:
    """Management of users."""
    return _management(request, "users", "Manage users")


@login_required
def manage_comments(request: HttpRequest) -> HttpResponse:
    """Management of comments."""
    return _management(request, "comments", "Manage comments")


# -- parts ---------------------------------------------------------------------------------------------------


def _listing(request: HttpRequest, script: str, name: str, path: str) -> HttpResponse:
    title = portal_title(name)
    meta = metadata.listing(title, base_of(request), name=name, path=path)
    return _page(request, script, title, meta)


def _own(request: HttpRequest, script: str, name: str) -> HttpResponse:
    shell = Shell(portal_title(name), script, f"page-{script}", styles=(f"css/{script}.css",))
    return respond(request, shell)


def _management(
    request: HttpRequest, what: str, name: str, context: dict[str, object] | None = None
) -> HttpResponse:
    if not is_editor(request.user):
        return redirect("/")
    title = portal_title(name)
    return _page(request, f"manage-{what}", title, metadata.titled(title), context)


def _page(
    request: HttpRequest, script: str, title: str, meta: Metadata, context: dict[str, object] | None = None
) -> HttpResponse:
    return respond(request, Shell(title, script, f"page-{script}", meta=meta), context=context)
