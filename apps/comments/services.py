"""Writes of comments.

The columns ``lft``, ``rght``, ``tree_id`` and ``level`` are kept as a legacy server keeps them
(spec/api-community.md §6.1).
"""

import logging
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from apps.comments import mail
from apps.comments.models import Comment
from apps.common.text import plain_text
from apps.media.models import Media
from apps.users.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def comment_create(*, user: User, media: Media, text: str, parent: Comment | None = None) -> Comment:
    """Add a comment, and tell the owner of the media and whoever it mentions.

    Args:
        user: its author.
        media: whether it takes comments is asked before.
        text: tags are stripped, then it is cut to ``MAX_CHARS_FOR_COMMENT``; may end up empty.
        parent: the comment that it replies to.

    Raises:
        ValidationError: the media or `parent` has been deleted meanwhile.
    """
    # Before the tree: whoever deletes the media has it, and wants its comments.
    if not Media.objects.select_for_update(no_key=True).filter(pk=media.pk).values_list("pk").first():
        raise ValidationError({"detail": "media file does not exist"})
    _lock_tree()
    if parent is not None and not Comment.objects.filter(pk=parent.pk).exists():
        raise ValidationError({"parent": [f'Invalid pk "{parent.pk}" - object does not exist.']})
    comment = Comment(user=user, media=media, text=plain_text(text, settings.MAX_CHARS_FOR_COMMENT))
    Comment.objects.insert_node(comment, parent, position="last-child", save=True)
    mail.comment_added(comment)
    if settings.ALLOW_MENTION_IN_COMMENTS:
        mail.users_mentioned(comment)
    return comment


@transaction.atomic
def comment_delete(*, comment: Comment) -> None:
    """Delete a comment with all replies to it, and close the gap that they leave in their tree."""
    _lock_tree()
    current = Comment.objects.filter(pk=comment.pk).first()
    if current is None:
        return
    replies = _replies([comment.pk])
    # In one go: a cascade would follow a long thread reply by reply, deeper than Python can recurse.
    Comment.objects.filter(pk__in=replies).delete()
    current.delete()
    logger.info(
        "comment deleted",
        extra={"comment": str(comment.uid), "media": comment.media_id, "replies": len(replies)},
    )


@transaction.atomic
def comments_remove(*, comments: Collection[int]) -> None:
    """Delete comments (by id) with all replies to them, whoever wrote these and on whichever media.

    Unlike `comment_delete` this closes no gap: a legacy server numbers nothing anew when it deletes many
    (spec/api-community.md §6.1).
    """
    _lock_tree()
    replies = _replies(comments)
    Comment.objects.filter(pk__in=[*comments, *replies]).delete()
    logger.info("comments deleted", extra={"comments": list(comments), "replies": len(replies)})


def _replies(comments: Collection[int]) -> list[int]:
    """Ids of all comments below some comments (by id)."""
    below: list[int] = []
    level = list(comments)
    while level:
        level = list(Comment.objects.filter(parent__in=level).values_list("pk", flat=True))
        below += level
    return below


def _lock_tree() -> None:
    """Let everybody wait who wants to write comments, a legacy server too, until the transaction ends.

    A new comment moves the numbers of others, and a new tree takes the number after the highest one.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE files_comment IN SHARE ROW EXCLUSIVE MODE")
