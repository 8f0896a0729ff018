"""Reads of the management API (spec/api-manage.md §4 to §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.comments.models import Comment
from apps.encoding.models import EncodeProfile
from apps.media.models import EncodingStatus, Media, MediaState, MediaType
from apps.users.models import User
from apps.users.selectors import approval_filter

MEDIA_CHOICES = {
    "state": MediaState.values,
    "encoding_status": EncodingStatus.values,
    "media_type": [value for value in MediaType.values if value],
}
MEDIA_FLAGS = ("featured", "is_reviewed")
FLAG_VALUES = {"true": True, "false": False}

MEDIA_SORTS = ("add_date", "title", "edit_date", "views", "likes", "reported_times")
COMMENT_SORTS = ("add_date", "text")
USER_SORTS = ("date_added", "name")

ROLES = {"manager": "is_manager", "editor": "is_editor"}


PROFILE_FIELDS = ("name", "extension", "resolution", "codec", "description")


def encode_profile_rows() -> QuerySet[EncodeProfile, dict[str, Any]]:
    """All profiles, active or not, as API v1 shows them.

    Those of equal resolution come as the database has them, which is the legacy order.
    """
    return EncodeProfile.objects.order_by("resolution").values(*PROFILE_FIELDS)


def managed_media(parameters: Mapping[str, str]) -> QuerySet[Media]:
    """Media of everybody in every state.

    Args:
        parameters: filters, ``sort_by`` and ``ordering``; unknown values filter nothing. A media with
            two categories that match ``category`` is there twice.
    """
    narrowed = Q()
    for name, choices in MEDIA_CHOICES.items():
        if parameters[name] in choices:
            narrowed &= Q(**{name: parameters[name]})
    for name in MEDIA_FLAGS:
        if parameters[name] in FLAG_VALUES:
            narrowed &= Q(**{name: FLAG_VALUES[parameters[name]]})
    if parameters["category"]:
        narrowed &= Q(category__title__contains=parameters["category"])
    return Media.objects.filter(narrowed).order_by(*_order(parameters, MEDIA_SORTS))


def managed_comments(parameters: Mapping[str, str]) -> QuerySet[Comment]:
    """All comments.

    Args:
        parameters: ``sort_by`` and ``ordering``.
    """
    return Comment.objects.order_by(*_order(parameters, COMMENT_SORTS))


def managed_users(parameters: Mapping[str, str]) -> QuerySet[User]:
    """All users, or those of a role by their flags: superusers have it only with the flag.

    Args:
        parameters: ``role``, ``is_approved``, ``sort_by`` and ``ordering``.
    """
    role = ROLES.get(parameters["role"])
    narrowed = approval_filter(parameters["is_approved"]) & (Q(**{role: True}) if role else Q())
    return User.objects.filter(narrowed).order_by(*_order(parameters, USER_SORTS))


def media_of_tokens(tokens: Sequence[str]) -> list[Media]:
    """Media with these friendly tokens, with their owners."""
    return list(Media.objects.filter(friendly_token__in=tokens).select_related("user"))


def comments_of_uids(uids: Sequence[str]) -> list[int]:
    """Ids of the comments with these uids; what is no uid is passed over."""
    comments = Comment.objects.filter(uid__in=[uid for uid in map(_uuid, uids) if uid])
    return list(comments.values_list("pk", flat=True))


def deletable_users(usernames: Sequence[str], requester: User) -> list[User]:
    """Users with these names, but neither the requester nor, unless the requester is one, superusers."""
    users = User.objects.filter(username__in=usernames).exclude(pk=requester.pk)
    return list(users if requester.is_superuser else users.filter(is_superuser=False))


def _order(parameters: Mapping[str, str], sorts: Sequence[str]) -> tuple[str, str]:
    """The arguments of ``order_by``: the first of the sorts and descending, unless other is asked for.

    The id decides between equal values, so that pages do not overlap.
    """
    column = parameters["sort_by"] if parameters["sort_by"] in sorts else sorts[0]
    return (column, "pk") if parameters["ordering"] == "asc" else (f"-{column}", "-pk")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
