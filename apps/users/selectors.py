"""Reads of users, and who may see and edit them (spec/api-users.md, spec/access.md §8)."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.media.access import is_editor, is_manager
from apps.users.models import Channel, User

LIST_FIELDS = (
    *("description", "date_added", "name", "is_featured", "logo", "username", "advancedUser"),
    *("is_editor", "is_manager", "email", "is_approved"),
)

SEARCH_WITH_EMAIL = "name_username_email"


def user_by_username(username: str) -> User | None:
    """The user of exactly this name, or None."""
    return User.objects.filter(username=username).first()


def display_name(user: User) -> str:
    """What messages call a user (spec/pages.md §8)."""
    return user.name or user.email or user.username


def oldest_channel(user: User) -> Channel | None:
    """The channel that counts; users made by hand may have none."""
    return user.channels.order_by("add_date", "pk").first()


def users_found(name: str = "", *, by_email: bool = False) -> QuerySet[User]:
    """Users whose name or user name contains a text in any case, newest first; all of them for an empty text.

    Args:
        name: the text.
        by_email: look at e-mail addresses too.
    """
    found = Q(name__icontains=name) | Q(username__icontains=name)
    if by_email:
        found |= Q(email__icontains=name)
    return User.objects.filter(found if name else Q()).order_by("-date_added", "name", "pk")


def approval_filter(value: str) -> Q:
    """The condition for ``is_approved=true|false``; none for other values or where nobody needs approval."""
    if not settings.USERS_NEEDS_TO_BE_APPROVED or value not in ("true", "false"):
        return Q()
    return Q(is_approved=True) if value == "true" else Q(is_approved=False) | Q(is_approved=None)


def user_rows(users: QuerySet[User]) -> QuerySet[User, dict[str, Any]]:
    """The columns of LIST_FIELDS and ``email_is_verified``; lazy, so it can be counted and paginated."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk")).order_by("pk").values("verified")
    verified = Coalesce(Subquery(addresses[:1]), False, output_field=BooleanField())
    return users.values(*LIST_FIELDS, email_is_verified=verified)


# -- who may -------------------------------------------------------------------------------------------------


def may_list_users(user: User | AnonymousUser) -> bool:
    """Whether ``CAN_SEE_MEMBERS_PAGE`` lets this visitor list users."""
    match settings.CAN_SEE_MEMBERS_PAGE:
        case "editors":
            return is_editor(user)
        case "admins":
            return user.is_superuser
        case _:
            return True


def members_are_public() -> bool:
    """Whether anonymous visitors may list users."""
    open_portal = settings.ALLOW_ANONYMOUS_USER_LISTING and not settings.GLOBAL_LOGIN_REQUIRED
    return open_portal and may_list_users(AnonymousUser())


def may_see_emails(user: User | AnonymousUser) -> bool:
    """Whether lists show e-mail addresses and search in them: as configured, but never for the anonymous."""
    return settings.USER_SEARCH_FIELD == SEARCH_WITH_EMAIL and user.is_authenticated


def has_account_rights(user: User | AnonymousUser, target: User) -> bool:
    """Whether `user` is the target or manages users; superusers are protected by `outranks` besides."""
    return user.pk == target.pk or is_manager(user)


def outranks(user: User | AnonymousUser, target: User) -> bool:
    """Whether the target is no superuser that `user`, who is none, must leave alone."""
    return user.is_superuser or not target.is_superuser


def can_edit_account(user: User | AnonymousUser, target: User) -> bool:
    """Whether `user` may edit and delete the target: oneself, and for managers everybody but superusers."""
    return has_account_rights(user, target) and (user.pk == target.pk or outranks(user, target))
