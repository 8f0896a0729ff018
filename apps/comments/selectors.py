"""Reads of comments (spec/api-community.md §6)."""

from uuid import UUID

from django.db.models import QuerySet

from apps.comments.models import Comment
from apps.media import access
from apps.media.models import Media, MediaState
from apps.media.selectors import Row
from apps.users.models import User

FIELDS = (
    "add_date",
    "text",
    "parent_id",
    "uid",
    "user__logo",
    "user__username",
    "user__name",
    "media__friendly_token",
)


def comment_rows(comments: QuerySet[Comment]) -> QuerySet[Comment, Row]:
    """The columns of FIELDS for each comment, newest first; lazy, so it can be counted and paginated."""
    return comments.order_by("-add_date", "-pk").values(*FIELDS)


def public_comments(author: User | None = None) -> QuerySet[Comment]:
    """Comments on public media, listed or not; only those of one user if `author` is given."""
    comments = Comment.objects.filter(media__state=MediaState.PUBLIC)
    return comments if author is None else comments.filter(user=author)


def media_comments(media: Media) -> QuerySet[Comment]:
    """The comments on a media, replies among them."""
    return Comment.objects.filter(media=media)


def comment_by_uid(uid: str) -> Comment | None:
    """The comment of this uid with its media, or None."""
    try:
        key = UUID(uid)
    except ValueError:
        return None
    return Comment.objects.select_related("media").filter(uid=key).first()


def can_delete(user: access.Requester, comment: Comment) -> bool:
    """Whether `user` may delete a comment: its author, the owner of the media, and portal editors."""
    if access.is_editor(user):
        return True
    return isinstance(user, User) and user.pk in (comment.user_id, comment.media.user_id)
