"""The end of users (spec/api-users.md §12)."""

import logging
import time

from django.db import transaction

from apps.comments.services import comments_remove
from apps.media.counters import counts_lock
from apps.media.models import Media
from apps.media.services import media_delete
from apps.users.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def user_delete(*, user: User) -> None:
    """Delete a user with all that is theirs, all or nothing.

    Media go with their files, comments with the replies of others; playlists, actions, permissions, tokens
    and the like go with the row. What others use stays: categories, tags on their media, and their media in
    the user's channel. Avatar and banner files stay.
    """
    started = time.monotonic()
    counts_lock(list(user.media.values_list("pk", flat=True)))
    User.objects.select_for_update().filter(pk=user.pk).first()
    media = list(user.media.select_related("user"))
    for item in media:
        media_delete(media=item)
    comments_remove(comments=list(user.comments.values_list("pk", flat=True)))
    _release(user)
    username, pk = user.username, user.pk
    user.delete()
    logger.info(
        "user deleted",
        extra={"user": pk, "username": username, "media": len(media), "seconds": time.monotonic() - started},
    )


def _release(user: User) -> None:
    """Detach what would go with the user although others use it."""
    user.tags.filter(media=None).delete()
    user.tags.update(user=None)
    user.categories.update(user=None)
    Media.objects.filter(channel__user=user).update(channel=None)
