"""API v1 of users (spec/api-users.md)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from apps.common.exceptions import BadRequest, Forbidden, Unauthorized
from apps.common.pagination import paginate
from apps.common.parsers import FORM_PARSERS, JSONObjectParser
from apps.common.rendering import absolute_urls
from apps.common.views import APIView, clean_text, query_text, require_login
from apps.media.access import is_editor, is_manager
from apps.users import representations, selectors, services
from apps.users.models import User
from apps.users.serializers import LoginSerializer, ProfileSerializer
from apps.users.throttling import ContactThrottle, authenticate

REQUIRED_FIELDS = ("username", "password", "email", "name")


class UserWhoami(APIView):
    """The requester."""

    parser_classes = (JSONObjectParser, FormParser, MultiPartParser)
    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """Who the credentials belong to."""
        return _detail(cast(User, request.user), request)


class UserToken(APIView):
    """The requester's API token."""

    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Response:
        """The token; made now if there is none."""
        return Response({"token": services.token_get(user=cast(User, request.user))})


class Login(APIView):
    """A token for a user name or an e-mail address, and a password."""

    parser_classes = FORM_PARSERS
    permission_classes = ()
    behind_login_wall = False

    def post(self, request: Request) -> Response:
        """Check the credentials. No session begins."""
        form = LoginSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = authenticate(request, **form.validated_data)
        if user is None:
            raise serializers.ValidationError({"non_field_errors": ["User not found."]})
        token = services.token_get(user=user)
        return Response({"email": user.email, "username": user.username, "token": token})


class UserList(APIView):
    """Users in pages of 50, and new ones."""

    parser_classes = (JSONObjectParser, *FORM_PARSERS)
    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get(self, request: Request) -> Response:
        """Users, the newest first."""
        if not settings.ALLOW_ANONYMOUS_USER_LISTING:
            require_login(request)
        if not selectors.may_list_users(request.user):
            raise Forbidden("You do not have permission to view this page.")
        by_email = selectors.may_see_emails(request.user)
        users = selectors.users_found(query_text(request, "name"), by_email=by_email)
        users = users.filter(selectors.approval_filter(request.query_params.get("is_approved", "")))
        if request.query_params.get("exclude_self") == "True" and request.user.is_authenticated:
            users = users.exclude(pk=request.user.pk)
        pages, rows = paginate(selectors.user_rows(users), request)
        return Response(pages.envelope(_list_items(rows, request)))

    def post(self, request: Request) -> Response:
        """Make a user; for managers."""
        if not is_manager(request.user):
            raise Forbidden("You do not have permission to create users.")
        try:
            user = services.user_create(**_new_user(cast(Mapping[str, Any], request.data)))
        except ValidationError as error:
            raise BadRequest(" ".join(error.messages)) from error
        rows = selectors.user_rows(User.objects.filter(pk=user.pk))
        return Response(_list_items(rows, request)[0], status=HTTPStatus.CREATED)


class UserDetail(APIView):
    """One user."""

    parser_classes = FORM_PARSERS
    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get(self, request: Request, username: str) -> Response:
        """What everybody may know of a user."""
        return _detail(_known_user(username), request)

    def post(self, request: Request, username: str) -> Response:
        """Edit name, description and avatar."""
        user = _editable_user(request, username)
        form = ProfileSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        services.user_update(user=user, **form.validated_data)
        return _detail(user, request, status=HTTPStatus.CREATED)

    def put(self, request: Request, username: str) -> Response:
        """What ``action`` says: change the password, approve, or take the approval back."""
        user = _known_user(username)
        if not selectors.has_account_rights(request.user, user):
            raise BadRequest("not enough permissions")
        form = cast(Mapping[str, Any], request.data)
        match form.get("action"):
            case "change_password":
                _change_password(request, user, form.get("password"))
            case "approve_user" | "disapprove_user" as action:
                _set_approval(request, user, is_approved=action == "approve_user")
            case _:
                raise BadRequest("Invalid action")
        return _detail(user, request)

    def delete(self, request: Request, username: str) -> Response:
        """Delete the user with all that is theirs."""
        services.user_delete(user=_editable_user(request, username))
        return Response(status=HTTPStatus.NO_CONTENT)


class ContactUser(APIView):
    """Messages to a user."""

    def get_throttles(self) -> list[BaseThrottle]:
        """Limit what one user may send."""
        return [ContactThrottle()]

    def post(self, request: Request, username: str) -> Response:
        """Mail a message to those who want it, and from editors to everybody.

        The answer does not tell whether a mail goes out; the body is not read if none does.
        """
        if not request.user.is_authenticated:
            raise Unauthorized("request need be authenticated")
        user = selectors.user_by_username(username)
        if user is not None and (user.allow_contact or is_editor(request.user)):
            text = str(cast(Mapping[str, Any], request.data).get("body"))
            services.user_contact(sender=request.user, recipient=user, text=text)
        return Response(status=HTTPStatus.NO_CONTENT)


@login_not_required
def api_auth_login(request: HttpRequest) -> HttpResponse:
    """The login of the browsable API is that of the portal, with its limits (spec/feeds.md §1)."""
    return redirect_to_login(request.GET.get("next") or request.POST.get("next") or "/")


# -- parts ---------------------------------------------------------------------------------------------------


def _list_items(rows: Any, request: Request) -> list[dict[str, Any]]:
    """The entries of a user list, as far as the requester may see them.

    Args:
        rows: of ``selectors.user_rows``.
        request: whose.
    """
    absolute, show_email = absolute_urls(request), selectors.may_see_emails(request.user)
    return [representations.list_item(row, absolute, show_email=show_email) for row in rows]


def _detail(user: User, request: Request, status: HTTPStatus = HTTPStatus.OK) -> Response:
    body = representations.detail(user, selectors.oldest_channel(user), absolute_urls(request))
    return Response(body, status=status)


def _new_user(fields: Mapping[str, Any]) -> dict[str, str]:
    values = {name: fields.get(name) for name in REQUIRED_FIELDS}
    if not all(values.values()):
        raise BadRequest("username, password, email, and name are required.")
    texts = {name: clean_text(value) for name, value in values.items() if isinstance(value, str)}
    if len(texts) < len(values):
        raise BadRequest("username, password, email, and name must be text.")
    return texts


def _known_user(username: str) -> User:
    user = selectors.user_by_username(username)
    if user is None:
        raise BadRequest("user does not exist")
    return user


def _editable_user(request: Request, username: str) -> User:
    user = _known_user(username)
    if not selectors.can_edit_account(request.user, user):
        raise BadRequest("not enough permissions")
    return user


def _change_password(request: Request, user: User, password: object) -> None:
    if not selectors.outranks(request.user, user):
        raise Forbidden("You do not have permission to change a superuser's password.")
    if not (isinstance(password, str) and password):
        raise BadRequest("Password is required")
    try:
        services.user_password_set(user=user, password=password)
    except ValidationError as error:
        raise BadRequest({"detail": error.messages}) from error


def _set_approval(request: Request, user: User, *, is_approved: bool) -> None:
    if not is_manager(request.user):
        raise Forbidden("You do not have permission to approve users.")
    if not selectors.outranks(request.user, user):
        raise BadRequest("not enough permissions")
    services.user_approval_set(user=user, is_approved=is_approved)
