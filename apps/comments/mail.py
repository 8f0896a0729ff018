"""Mails about comments, queued when the transaction commits (spec/api-community.md §6.7, §11)."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from apps.comments.models import Comment
from apps.common.languages import in_portal_language
from apps.common.mail import notice_send
from apps.users.models import User

_MENTION = re.compile(r"@\(_(.+?)_\)")


@in_portal_language
def comment_added(comment: Comment) -> None:
    """Tell the owner of the media, unless they wrote the comment themselves or do not want to know."""
    media = comment.media
    if comment.user_id == media.user_id:
        return
    body = _("\nA comment has been added to your media %(title)s .\nView it on %(address)s\n") % {
        "title": media.title,
        "address": _address(comment),
    }
    _send(_("A comment was added"), body, media.user)


@in_portal_language
def users_mentioned(comment: Comment) -> None:
    """Tell the users whom the text names as ``@(_username_)[_shown name_]``, each once, in order.

    Names of nobody are left out.
    """
    usernames = list(dict.fromkeys(_MENTION.findall(comment.text)))
    users = {user.username: user for user in User.objects.filter(username__in=usernames)}
    body = _(
        "\nYou were mentioned in a comment on  %(title)s .\nView it on %(address)s\n\nComment : %(comment)s\n"
    ) % {"title": comment.media.title, "address": _address(comment), "comment": _readable(comment.text)}
    for username in usernames:
        if username in users:
            _send(_("You were mentioned in a comment"), body, users[username])


def _readable(text: str) -> str:
    return _MENTION.sub("", text).replace("[_", "").replace("_]", "")


def _address(comment: Comment) -> str:
    return f"{settings.SSL_FRONTEND_HOST}{comment.media.get_absolute_url()}"


def _send(subject: str, body: str, user: User) -> None:
    """Send to a user who has an address and wants to hear of comments."""
    if not (user.notification_on_comments and user.email):
        return
    notice_send(subject, body, [user.email])
