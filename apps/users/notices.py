"""Mails about users, queued when the transaction commits (spec/users.md §8, mails 1 and 9)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from apps.common.languages import in_portal_language
from apps.common.mail import notice_send
from apps.users.models import User
from apps.users.representations import profile_path


@in_portal_language
def user_registered(user: User) -> None:
    """Tell the administrators of a new user, if the portal wants it."""
    if not settings.ADMINS_NOTIFICATIONS.get("NEW_USER"):
        return
    body = _(
        "\nUser has just registered with email %(email)s\n\nVisit user profile page at %(address)s\n"
    ) % {
        "email": user.email,
        "address": f"{settings.SSL_FRONTEND_HOST}{profile_path(user.username)}",
    }
    notice_send(_("New user just registered"), body, settings.ADMIN_EMAIL_LIST)


@in_portal_language
def contact_message(*, sender: User, recipient: User, text: str) -> None:
    """Pass on what a user writes to another one, who can reply by mail."""
    body = _(
        "\nYou have received a message through the contact form\n\n"
        "Sender name: %(name)s\nSender email: %(email)s\n\n\n %(text)s\n"
    ) % {"name": sender.name, "email": sender.email, "text": text}
    reply_to = [sender.email] if sender.email else []
    notice_send(
        _("Message from %(email)s") % {"email": sender.email}, body, [recipient.email], reply_to=reply_to
    )
