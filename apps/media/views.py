"""API v1 of media: listing, upload, detail, search (spec/api-media.md)."""

from collections.abc import Mapping
from dataclasses import fields
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from rest_framework.permissions import SAFE_METHODS, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.actions.services import POPULAR_MEDIA_KEY
from apps.common.exceptions import BadRequest, Forbidden, Unauthorized
from apps.common.pagination import CappedPagination, FastPagination, paginate
from apps.common.parsers import FORM_PARSERS
from apps.common.rendering import absolute_urls
from apps.common.views import APIView, query_text
from apps.encoding.models import EncodeProfile
from apps.encoding.services import media_encode
from apps.media import access, representations, selectors, services
from apps.media.file_access import may_fetch
from apps.media.models import Media, MediaType
from apps.media.serializers import MediaFieldsSerializer, MediaFileSerializer
from apps.users.models import User

UPLOAD_REFUSED = "You don't have permission to upload media, or have reached max number of media uploads."

Parameters = TypeVar("Parameters", selectors.Filters, selectors.SearchQuery)

_FORM_OVERHEAD = 2**20
"""Bytes by which a form may be larger than the file in it."""


class MediaList(APIView):
    """Media in pages of 50, and uploads."""

    parser_classes = FORM_PARSERS

    def check_permissions(self, request: Request) -> None:
        """Who may not upload gets nowhere with an unsafe method; the body is not read for it."""
        super().check_permissions(request)
        if request.method not in SAFE_METHODS and not access.can_upload(request.user):
            raise Forbidden(UPLOAD_REFUSED)

    def get(self, request: Request) -> Response:
        """The listing that ``show`` or ``author`` names, narrowed by the filters."""
        show = request.query_params.get("show", "")
        if show == "recommended":
            return self._recommended(request)
        username = query_text(request, "author")
        by_author = username and show not in ("featured", "shared_by_me", "shared_with_me")
        listing = selectors.media_listing(
            user=request.user,
            show=show,
            author=get_object_or_404(User, username=username) if by_author else None,
            exclude_lti_embed=request.query_params.get("exclude_lti_embed") == "1",
            filters=_from_query(selectors.Filters, request),
            sort_by=query_text(request, "sort_by"),
            direction=query_text(request, "ordering"),
        )
        pages, rows = paginate(selectors.list_rows(listing.media), request, paginator=CappedPagination())
        body = pages.envelope(_list_items(rows, request))
        return Response(body | _page_facts(rows, request, sharing=listing.sharing))

    def _recommended(self, request: Request) -> Response:
        popular = cache.get(POPULAR_MEDIA_KEY) or []
        media = selectors.recommended_media(popular, _from_query(selectors.Filters, request))
        pages, rows = paginate(list(selectors.list_rows(media)), request, paginator=FastPagination())
        body = pages.envelope(_list_items(selectors.shuffled(rows), request))
        return Response(body | _page_facts(rows, request, sharing=False))

    def post(self, request: Request) -> Response:
        """Upload a file."""
        _check_body_size(request)
        form = _validated(MediaFieldsSerializer, request) | _validated(MediaFileSerializer, request)
        media = services.media_create(user=cast(User, request.user), **form)
        return _list_item_response(media, request)


class MediaDetail(APIView):
    """One media."""

    parser_classes = FORM_PARSERS
    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get(self, request: Request, friendly_token: str) -> Response:
        """All about a media, for those who may see it."""
        media, viewable = selectors.media_for_viewer(friendly_token, request.user)
        if media is None:
            raise BadRequest("media file does not exist")
        if not viewable:
            # Clients rely on this: 401 means "private", and to the anonymous a private media does not exist.
            if not request.user.is_authenticated:
                raise BadRequest("media file does not exist")
            raise Unauthorized("media is private")
        found = selectors.media_detail(media, request.user)
        return Response(representations.detail(found, absolute_urls(request)))

    def put(self, request: Request, friendly_token: str) -> Response:
        """Edit title, description and the owner's mark."""
        media = _manageable(request, friendly_token)
        media = services.media_update(media=media, **_validated(MediaFieldsSerializer, request))
        return _list_item_response(media, request)

    def post(self, request: Request, friendly_token: str) -> Response:
        """What editors do: ``type=encode`` and ``type=review``."""
        media = _manageable(request, friendly_token)
        if not access.is_editor(request.user):
            raise BadRequest("not allowed")
        form = cast(Mapping[str, Any], request.data)
        match form.get("type"):
            case "encode":
                profiles = _encode_profiles(form.get("encoding_profiles"))
                if media.media_type != MediaType.VIDEO:
                    raise BadRequest("only videos are encoded")
                media_encode(media=media, profiles=profiles)
                message = "media will be encoded"
            case "review":
                if form.get("result", True):
                    services.media_review_set(media=media, is_reviewed=True)
                message = "media reviewed set"
            case _:
                raise BadRequest("not valid action or no action specified")
        return Response({"detail": message}, status=HTTPStatus.CREATED)

    def delete(self, request: Request, friendly_token: str) -> Response:
        """Delete a media with its files."""
        services.media_delete(media=_manageable(request, friendly_token))
        return Response(status=HTTPStatus.NO_CONTENT)


class MediaSearch(APIView):
    """Full-text search."""

    def get(self, request: Request) -> Response:
        """Results in pages of 50, or titles to suggest (``show=titles``)."""
        query = _from_query(selectors.SearchQuery, request)
        if not query:
            return Response({})
        order = selectors.ordering(query_text(request, "sort_by"), query_text(request, "ordering"))
        media = selectors.search_media(user=request.user, query=query, order=order)
        if query_text(request, "show") == "titles":
            return Response([{"title": title} for title in selectors.search_titles(media, order)])
        pages, rows = paginate(selectors.search_rows(media), request, paginator=CappedPagination())
        rows = selectors.with_previews(rows)
        categories = selectors.categories_of([row["id"] for row in rows], request.user)
        absolute = absolute_urls(request)
        return Response(
            pages.envelope(
                [representations.search_item(row, categories.get(row["id"], []), absolute) for row in rows]
            )
        )


@csrf_exempt
@login_not_required
@require_http_methods(["GET"])
def media_auth(request: HttpRequest) -> HttpResponse:
    """nginx asks whether the visitor may fetch the file of ``X-Original-URI``: 204 yes, 403 no.

    Only the session counts. Behind the login wall nothing is served to the anonymous; a redirect to the login
    page would reach the visitor as an error of the web server.
    """
    if settings.GLOBAL_LOGIN_REQUIRED and not request.user.is_authenticated:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if not settings.USE_X_ACCEL_REDIRECT:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    allowed = may_fetch(request.headers.get("X-Original-URI", ""), request.user)
    return HttpResponse(status=HTTPStatus.NO_CONTENT if allowed else HTTPStatus.FORBIDDEN)


# -- requests ------------------------------------------------------------------------------------------------


def _from_query(kind: type[Parameters], request: Request) -> Parameters:
    """A dataclass whose fields are named as the parameters that they hold."""
    return kind(**{field.name: query_text(request, field.name) for field in fields(kind)})


def _validated(serializer: type[Serializer], request: Request) -> dict[str, Any]:
    form = serializer(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _check_body_size(request: Request) -> None:
    """Refuse what cannot be taken before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal():
        services.check_upload_size(int(length) - _FORM_OVERHEAD)


def _manageable(request: Request, token: str) -> Media:
    """The media of `token`, which the requester may change."""
    media = selectors.media_by_token(token)
    if media is None:
        raise BadRequest("media file does not exist")
    if not access.can_manage(request.user, media):
        raise Unauthorized("bad permissions")
    return media


def _encode_profiles(value: Any) -> list[int] | None:
    """Ids of the profiles to encode for; None for all active ones."""
    if not value:
        return None
    try:
        profile = EncodeProfile.objects.get(pk=int(value))
    except (TypeError, ValueError, EncodeProfile.DoesNotExist) as error:
        raise BadRequest("encoding_profiles must be int or list of ints of valid encode profiles") from error
    return [profile.pk]


# -- answers -------------------------------------------------------------------------------------------------


def _list_items(rows: list[selectors.Row], request: Request) -> list[dict[str, Any]]:
    absolute = absolute_urls(request)
    return [representations.list_item(row, absolute) for row in selectors.with_previews(rows)]


def _list_item_response(media: Media, request: Request) -> Response:
    """201 with the media as it is stored now: tasks that run with the commit may have changed it."""
    rows = selectors.list_rows(Media.objects.filter(pk=media.pk))
    return Response(_list_items(list(rows), request)[0], status=HTTPStatus.CREATED)


def _page_facts(rows: list[selectors.Row], request: Request, *, sharing: bool) -> dict[str, Any]:
    """What a page says besides its rows: their tags, and with whom they are shared."""
    page = [row["id"] for row in rows]
    facts: dict[str, Any] = {"tags": ", ".join(selectors.page_tags(page))}
    if sharing:
        facts["shared_users"] = selectors.page_shared_users(page, without=request.user)
        facts["shared_groups"] = selectors.page_shared_groups(page)
    return facts
