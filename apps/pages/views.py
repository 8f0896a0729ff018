"""The HTML site: lists, search, the page of a media, profiles, uploads, static pages."""

from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.actions.visitor import actor_of
from apps.comments.selectors import comment_rows, media_comments
from apps.common import languages
from apps.common.csp import Needs, grant
from apps.encoding.queueing import enqueue
from apps.encoding.selectors import derived_urls
from apps.media import access, selectors, services
from apps.media.models import Media
from apps.pages import custom, representations
from apps.pages.embedding import embedding_of, start_of
from apps.pages.forms import UploadForm
from apps.pages.processing import processing
from apps.pages.selectors import page_by_slug
from apps.playlists.selectors import playlist_by_token, playlist_media
from apps.users.models import User

PAGE_SIZE = 24
RELATED = 12
COMMENTS = 50

HEADINGS = {
    "home": _("Newest media"),
    "latest": _("Recent uploads"),
    "featured": _("Featured"),
    "popular": _("Popular"),
}
NOTHING = {
    "home": _("There is no media here yet."),
    "latest": _("There is no media here yet."),
    "featured": _("Nothing is featured at the moment."),
    "popular": _("There is no media here yet."),
}
TABS = (
    {"url": "/", "title": _("Newest")},
    {"url": "/featured", "title": _("Featured")},
    {"url": "/popular", "title": _("Popular")},
)


def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """A list of media for everybody: the newest, the featured, or the most viewed ones."""
    if kind == "popular":
        media = selectors.recommended_media((), selectors.Filters())
    else:
        show = "featured" if kind == "featured" else ""
        media = selectors.media_listing(user=request.user, show=show).media
    rows, pagination = _page(request, media)
    context = {
        "heading": HEADINGS[kind],
        "is_home": kind == "home",
        "tabs": TABS,
        "nothing": NOTHING[kind],
        "cards": [representations.card(row) for row in selectors.list_rows(rows)],
    }
    return render(request, "pages/listing.html", context | pagination)


def search(request: HttpRequest) -> HttpResponse:
    """Media that match words, a category or a tag."""
    query = selectors.SearchQuery(
        **{name: _query_text(request, name) for name in selectors.SearchQuery.__dataclass_fields__}
    )
    context: dict[str, Any] = {"query": query.q, "subject": _subject(query)}
    if query:
        found = selectors.search_media(user=request.user, query=query, order="-add_date")
        rows, pagination = _page(request, found)
        context["cards"] = [representations.card(row) for row in selectors.search_rows(rows)]
        context |= pagination
    return render(request, "pages/search.html", context)


def media(request: HttpRequest) -> HttpResponse:
    """The page of a media.

    Media that a visitor may not see look like media that do not exist, with 200 in both cases, as ever
    (spec/pages.md §4.6). Signed-in users are told that it is private: the API tells them as well.
    """
    found, viewable = selectors.media_for_viewer(_query_text(request, "m"), request.user)
    if found is None or not viewable:
        is_private = found is not None and request.user.is_authenticated
        return render(request, "pages/unavailable.html", {"is_private": is_private})
    detail = selectors.media_detail(found, request.user)
    enqueue("save_user_action", actor_of(request), friendly_token=found.friendly_token, action="watch")
    comments = comment_rows(media_comments(found))[:COMMENTS] if found.enable_comments else []
    context = {
        "media": _media_context(request, detail),
        "processing": processing(request, found),
        "cards": [representations.card(row) for row in detail.related[:RELATED]],
        "comments": [representations.comment(row) for row in comments],
        "start": start_of(request.GET),
        "muted": request.GET.get("muted") == "1",
    }
    return render(request, "pages/media.html", context)


def embed(request: HttpRequest) -> HttpResponse:
    """The player of a media alone, for pages of others (spec/pages.md §4.7). Watching it does not count."""
    token = _query_text(request, "m")
    if not token:
        return redirect("/")
    found, viewable = selectors.media_for_viewer(token, request.user)
    if found is None or not viewable:
        return HttpResponseNotFound("This media no longer exists", content_type="text/plain; charset=utf-8")
    detail = selectors.media_detail(found, request.user)
    media = _media_context(request, detail)
    context = {
        "media": media,
        "embedding": embedding_of(request.GET, token=found.friendly_token, page=media["path"]),
        "cards": [representations.card(row) for row in detail.related[:RELATED]],
    }
    return grant(render(request, "pages/embed.html", context), Needs.OTHER_FRAMES)


def playlist(request: HttpRequest, friendly_token: str) -> HttpResponse:
    """The media of a playlist in its order, as far as the visitor may see them."""
    found = playlist_by_token(friendly_token)
    if found is None:
        raise Http404
    context = {
        "heading": found.title,
        "lead": found.description,
        "nothing": _("There is nothing in this playlist."),
        "cards": [representations.card(row) for row in playlist_media(found, request.user)],
    }
    return render(request, "pages/listing.html", context)


def profile(request: HttpRequest, username: str) -> HttpResponse:
    """A user and their media, as far as the visitor may see them."""
    author = User.objects.filter(username=username).first()
    if author is None:
        raise Http404
    rows, pagination = _page(request, selectors.media_listing(user=request.user, author=author).media)
    context = {
        "author": representations.profile(author),
        "cards": [representations.card(row) for row in selectors.list_rows(rows)],
    }
    return render(request, "pages/profile.html", context | pagination)


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """The upload form. With JavaScript it talks to the API; without, its post comes here."""
    may_upload = access.can_upload(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and may_upload and form.is_valid():
        created = services.media_create(user=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("%(title)s was uploaded.") % {"title": created.title})
        return redirect(created)
    context = {"form": form, "may_upload": may_upload, "refusal": settings.CANNOT_ADD_MEDIA_MESSAGE}
    refused = request.method == "POST" and not may_upload
    status = HTTPStatus.FORBIDDEN if refused else HTTPStatus.OK
    return render(request, "pages/upload.html", context, status=status)


def language(request: HttpRequest) -> HttpResponse:
    """The choice of a language; ``next`` names the page to go back to."""
    context = {
        "languages": languages.offered(),
        "current": get_language(),
        "next": _safe_path(request, request.GET.get("next", "")),
    }
    return render(request, "pages/language.html", context)


def static_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page written by administrators. It is the last address of all, so it also mends missing slashes."""
    page = page_by_slug(slug)
    if page is not None:
        response = render(
            request, "pages/static_page.html", {"static_page": page, "html": custom.page_html(page, request)}
        )
        return grant(response, custom.NEEDS)
    if is_valid_path(f"/{slug}/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    raise Http404


# -- parts ---------------------------------------------------------------------------------------------------


def _safe_path(request: HttpRequest, address: str) -> str:
    """`address` if it leads to this host, else the start page."""
    host = request.get_host()
    return address if url_has_allowed_host_and_scheme(address, host, request.is_secure()) else "/"


def _query_text(request: HttpRequest, name: str) -> str:
    """A query parameter without blanks around it, and without what no column can hold."""
    return request.GET.get(name, "").replace("\x00", "").strip()


def _page(request: HttpRequest, media: QuerySet[Media]) -> tuple[QuerySet[Media], dict[str, Any]]:
    """The media on the page that is asked for, and the context of the page links.

    Pages that do not exist are the first or the last one.
    """
    page = Paginator(media, PAGE_SIZE).get_page(request.GET.get("page"))
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2)
    return cast("QuerySet[Media]", page.object_list), {"page": page, "page_numbers": numbers}


def _subject(query: selectors.SearchQuery) -> str:
    """What was searched for, in words; empty for nothing."""
    words = [f"“{query.q}”"] if query.q else []
    words += [_("category %(name)s") % {"name": query.c}] if query.c else []
    words += [_("tag %(name)s") % {"name": query.t}] if query.t else []
    return ", ".join(words)


def _media_context(request: HttpRequest, detail: selectors.MediaDetail) -> dict[str, Any]:
    """What templates know of a media; addresses for other sites are absolute."""
    page = representations.media_page(detail, derived_urls(detail.media))
    if not _is_allowed(page["kind"]):
        page["kind"] = ""
    for name in ("path", "picture"):
        page[name] = page[name] and request.build_absolute_uri(page[name])
    return page


def _is_allowed(media_type: str) -> bool:
    allowed = settings.ALLOWED_MEDIA_UPLOAD_TYPES
    return "all" in allowed or media_type in allowed
