"""Writes of bulk actions (spec/api-media-bulk.md §1).

Each works on a selection of media and is one transaction: all of them change, or none.
"""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.categories.models import Category, Tag
from apps.comments.models import Comment
from apps.lti.models import EmbedMediaCourse
from apps.media.bulk.links import Link, links_add, links_remove
from apps.media.counters import counts_lock, user_counts_refresh
from apps.media.models import Media, MediaPermission
from apps.media.services import media_delete, media_state_set
from apps.media.upkeep import media_refresh
from apps.playlists.models import Playlist
from apps.playlists.services import playlist_media_append, playlist_media_remove
from apps.users.models import User

logger = logging.getLogger(__name__)

Selection = Sequence[Media]
Permission = MediaPermission.Permission


def media_flag_set(*, media: Selection, **flag: bool) -> None:
    """Set ``enable_comments`` or ``allow_download``, and nothing else: no edit date, no counts."""
    Media.objects.filter(pk__in=_ids(media)).update(**flag)


@transaction.atomic
def comments_delete(*, media: Selection) -> int:
    """Delete all comments on these media, whoever wrote them; return how many those were.

    The trees of comments are not numbered anew (spec/api-community.md §6.1).
    """
    _, deleted = Comment.objects.filter(media__in=media).delete()
    logger.info(
        "comments deleted", extra={"media": _tokens(media), "comments": deleted.get("files.Comment", 0)}
    )
    return deleted.get("files.Comment", 0)


@transaction.atomic
def media_delete_all(*, media: Selection) -> None:
    """Delete these media with their files."""
    counts_lock(_ids(media))
    for item in media:
        media_delete(media=item)


@transaction.atomic
def playlists_extend(*, playlists: Sequence[Playlist], media: Selection) -> int:
    """Put these media at the end of each playlist while there is room; return how many places that made."""
    return sum(playlist_media_append(playlist=playlist, media=media) for playlist in playlists)


@transaction.atomic
def playlists_reduce(*, playlists: Sequence[Playlist], media: Selection) -> int:
    """Take these media out of each playlist; return how many places they had."""
    return sum(playlist_media_remove(playlist=playlist, media=media) for playlist in playlists)


@transaction.atomic
def states_set(*, media: Selection, state: str, remove_sharing: bool = False) -> None:
    """Set the state of these media.

    Args:
        remove_sharing: also delete all permissions on them, and take them out of all categories of groups.
    """
    counts_lock(_ids(media))
    for item in media:
        media_state_set(media=item, state=state)
    if remove_sharing:
        MediaPermission.objects.filter(media__in=media).delete()
        categories = Category.objects.filter(is_rbac_category=True, media__in=media)
        links_remove(list(categories.values_list("pk", flat=True).distinct()), _ids(media))
    logger.info("states set", extra={"media": _tokens(media), "state": state, "unshared": remove_sharing})


@transaction.atomic
def owner_change(*, media: Selection, owner: User) -> None:
    """Give these media to another user; the one who has them keeps no access. Files stay where they are."""
    former = {item.user_id for item in media}
    counts_lock(_ids(media), users=[owner.pk, *former])
    permissions = MediaPermission.objects.filter(media__in=media)
    permissions.filter(user=owner).delete()
    permissions.update(owner_user=owner)
    for item in media:
        item.user = owner
        item.save(update_fields=["user"])
        media_refresh(item)
    user_counts_refresh(former)
    logger.info("owner changed", extra={"media": _tokens(media), "owner": owner.pk, "former": sorted(former)})


@transaction.atomic
def permissions_grant(
    *, media: Selection, users: Sequence[User], permission: Permission | str, granted_by: User
) -> None:
    """Share each of these media with each of these users, in place of what they have on it.

    The source of a permission that exists stays; a new one is ``explicit``.
    """
    MediaPermission.objects.bulk_create(
        [
            MediaPermission(media=item, user=user, permission=permission, owner_user=granted_by)
            for item in media
            for user in users
        ],
        update_conflicts=True,
        unique_fields=["user", "media"],
        update_fields=["permission", "owner_user"],
    )
    logger.info(
        "media shared",
        extra={"media": _tokens(media), "users": [user.pk for user in users], "permission": str(permission)},
    )


@transaction.atomic
def permissions_revoke(*, media: Selection, users: Sequence[User], permission: Permission | str) -> None:
    """Take exactly this permission on these media from these users."""
    MediaPermission.objects.filter(media__in=media, user__in=users, permission=permission).delete()
    logger.info(
        "media unshared",
        extra={"media": _tokens(media), "users": [user.pk for user in users], "permission": str(permission)},
    )


@transaction.atomic
def categories_add(*, media: Selection, categories: Sequence[Category]) -> int:
    """Put these media into these categories; return how many links that made."""
    return links_add(_ids(categories), _ids(media))


@transaction.atomic
def categories_remove(*, media: Selection, categories: Sequence[Category]) -> int:
    """Take these media out of these categories, and forget that they were embedded there.

    A media that is shared with nobody any more, neither by a group nor by a permission, also loses the
    owner's own permission, which marks it as shared.

    Returns:
        How many links to categories went.
    """
    removed = links_remove(_ids(categories), _ids(media))
    EmbedMediaCourse.objects.filter(media__in=media, category__in=categories).delete()
    others = MediaPermission.objects.filter(media=OuterRef("pk")).exclude(user=OuterRef("user"))
    in_groups = Link.objects.filter(media=OuterRef("pk"), category__is_rbac_category=True)
    private = Media.objects.filter(~Exists(others), ~Exists(in_groups), pk__in=_ids(media))
    for item in private:
        MediaPermission.objects.filter(media=item, user=item.user_id).delete()
    return removed


@transaction.atomic
def tags_add(*, media: Selection, tags: Sequence[Tag]) -> int:
    """Tag these media; return how many links that made.

    Counts and search follow at the next save.
    """
    present = set(TagLink.objects.filter(media__in=media, tag__in=tags).values_list("media_id", "tag_id"))
    pairs = [(item, tag) for item in _ids(media) for tag in _ids(tags)]
    missing = [TagLink(media_id=item, tag_id=tag) for item, tag in pairs if (item, tag) not in present]
    TagLink.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


@transaction.atomic
def tags_remove(*, media: Selection, tags: Sequence[Tag]) -> int:
    """Take these tags off these media; return how many links went.

    Counts and search follow at the next save.
    """
    return TagLink.objects.filter(media__in=media, tag__in=tags).delete()[0]


TagLink = Media.tags.through


def _ids(rows: Sequence[Media | Category | Tag]) -> list[int]:
    return [row.pk for row in rows]


def _tokens(media: Selection) -> list[str]:
    return [item.friendly_token for item in media]
