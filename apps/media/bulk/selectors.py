"""Reads of bulk actions: what a selection of media has in common (spec/api-media-bulk.md §1.3)."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.categories.models import Category, Tag
from apps.media.models import Media
from apps.media.selectors import Row
from apps.playlists.models import Playlist
from apps.rbac.selectors import assignable_categories, contributor_categories
from apps.users.models import User


def selection(user: User, tokens: Collection[str]) -> list[Media]:
    """The media of `user` among `tokens`, the newest first; the same for editors and superusers."""
    media = Media.objects.select_related("user").filter(user=user, friendly_token__in=tokens)
    return list(media.order_by("-add_date", "pk"))


def own_playlists(user: User, ids: Collection[int]) -> list[Playlist]:
    """The playlists of `user` among `ids`."""
    return list(Playlist.objects.filter(user=user, pk__in=ids).order_by("pk"))


def assignable(user: User, uids: Collection[str]) -> list[Category]:
    """The categories among `uids` into which `user` may put media, or take them out of."""
    return list(Category.objects.filter(assignable_categories(user), uid__in=uids).order_by("title", "pk"))


def assignable_courses(user: User, context_id: str) -> list[Category]:
    """The categories of a learning platform's course into which `user` may put media."""
    contributable = contributor_categories(user).values("pk")
    courses = Category.objects.filter(pk__in=contributable, is_rbac_category=True, lti_context_id=context_id)
    return list(courses.order_by("title", "pk"))


def tags_titled(titles: Collection[str]) -> list[Tag]:
    """The tags of these titles, whoever made them."""
    return list(Tag.objects.filter(title__in=titles).order_by("title"))


def users_named(usernames: Collection[str]) -> list[User]:
    """The users of these names."""
    return list(User.objects.filter(username__in=usernames))


def users_holding(permission: str, media: Sequence[Media], without: User) -> QuerySet[User, Row]:
    """``name``, ``username`` of those who hold exactly this permission on every media, by name."""
    users = User.objects.filter(
        media_permissions__media__in=media, media_permissions__permission=permission
    ).exclude(pk=without.pk)
    return (
        _with_all(users, "media_permissions__media", media)
        .order_by("name", "username")
        .values("name", "username")
    )


def playlists_with(media: Sequence[Media], user: User) -> QuerySet[Playlist, Row]:
    """``id``, ``friendly_token``, ``title`` of the playlists of `user` that contain every media."""
    playlists = Playlist.objects.filter(user=user, items__media__in=media)
    return _with_all(playlists, "items__media", media).order_by("pk").values("id", "friendly_token", "title")


def categories_with(media: Sequence[Media]) -> QuerySet[Category, Any]:
    """``title``, ``uid`` of categories with every media in them, and of courses that embed any of them."""
    containing = _with_all(Category.objects.filter(media__in=media), "media", media)
    embedding = Category.objects.filter(course_embeds__media__in=media)
    either = Q(pk__in=containing.values("pk")) | Q(pk__in=embedding.values("pk"))
    return Category.objects.filter(either).order_by("title", "pk").values("title", "uid")


def tags_with(media: Sequence[Media]) -> QuerySet[Tag, Row]:
    """``title`` of the tags that every media has."""
    return _with_all(Tag.objects.filter(media__in=media), "media", media).order_by("title").values("title")


def _with_all(rows: QuerySet[Any], relation: str, media: Sequence[Media]) -> QuerySet[Any]:
    """Those of `rows`, joined with some of `media` through `relation`, that are joined with all of them."""
    return rows.annotate(matching=Count(relation, distinct=True)).filter(matching=len(media))
