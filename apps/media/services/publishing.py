"""What the publish page of a media changes: state, sharing, categories (spec/forms.md §3)."""

import logging
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from apps.categories.models import Category
from apps.media import access
from apps.media.counters import category_counts_refresh
from apps.media.models import Media, MediaPermission, MediaState
from apps.media.upkeep import media_store
from apps.users.models import User

logger = logging.getLogger(__name__)


def is_shared(media: Media) -> bool:
    """Whether somebody has a permission on `media`, or one of its categories belongs to groups."""
    return media.permissions.exists() or media.category.filter(is_rbac_category=True).exists()


def state_choices(user: User, media: Media) -> list[str]:
    """The states that `user` may give `media` (spec/forms.md §3.2), the usual ones first."""
    if settings.PORTAL_WORKFLOW == "public" or access.is_editor(user):
        return [MediaState.PRIVATE, MediaState.PUBLIC, MediaState.UNLISTED]
    return list(dict.fromkeys([MediaState.UNLISTED, MediaState.PRIVATE, media.state]))


@transaction.atomic
def media_publish(
    *,
    media: Media,
    actor: User,
    state: str,
    shared: bool,
    categories: Collection[Category],
    offered: Collection[int],
    allow_download: bool,
    featured: bool | None = None,
    reported_times: int | None = None,
    is_reviewed: bool | None = None,
) -> Media:
    """Publish a media.

    Args:
        media: which one.
        actor: who publishes. Their rights have been checked.
        state: one of ``state_choices``; any other leaves it as it is.
        shared: whether it stays, or becomes, shared. Otherwise all permissions and group categories go.
        categories: those that were chosen.
        offered: ids of those that could be chosen. Others stay: nobody was asked about them.
        allow_download: whether the page offers the original.
        featured: None leaves it, and so below.
        reported_times: likewise.
        is_reviewed: likewise.

    Returns:
        The media as it is stored now.
    """
    rows = Media.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    media = rows.get(pk=media.pk)
    if state in state_choices(actor, media):
        media.state = state
    media.allow_download = allow_download
    media.featured = media.featured if featured is None else featured
    media.reported_times = media.reported_times if reported_times is None else reported_times
    media.is_reviewed = media.is_reviewed if is_reviewed is None else is_reviewed
    _categories_set(media, categories, offered, with_groups=shared)
    if shared:
        _mark_as_shared(media)
    else:
        media.permissions.all().delete()
    media_store(media, "state", "allow_download", "featured", "reported_times", "is_reviewed", "edit_date")
    logger.info("media published", extra={"media": media.friendly_token, "state": media.state})
    return media


def _categories_set(
    media: Media, chosen: Collection[Category], offered: Collection[int], *, with_groups: bool
) -> None:
    """Give a media the chosen categories, besides those that were not offered."""
    before = {category.pk: category for category in media.category.all()}
    wanted = {category.pk: category for category in chosen}
    wanted |= {pk: category for pk, category in before.items() if pk not in offered}
    if not with_groups:
        wanted = {pk: category for pk, category in wanted.items() if not category.is_rbac_category}
    media.category.set(list(wanted.values()))
    category_counts_refresh([*before.keys() - wanted.keys()])


def _mark_as_shared(media: Media) -> None:
    """Let a media count as shared that nobody has a permission on: a permission of its owner does that.

    Never one of whoever acts: an editor would become an owner of somebody else's media.
    """
    if not is_shared(media):
        MediaPermission.objects.create(
            media=media, user=media.user, owner_user=media.user, permission=MediaPermission.Permission.OWNER
        )
