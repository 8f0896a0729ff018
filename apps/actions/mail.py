"""Mails about actions: plain text, queued when the transaction commits (spec/api-community.md §11.3)."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from apps.common.languages import in_portal_language
from apps.media.models import Media


@in_portal_language
def media_reported(media: Media, reason: str | None) -> None:
    """Tell the administrators and the owner of a counted report, as far as the portal wants it."""
    body = _(
        "\nMedia %(address)s was reported.\nReason: %(reason)s\n\n"
        "Total times this media has been reported: %(count)s\n\n"
        "Media becomes private if it gets reported %(threshold)s times\n"
    ) % {
        "address": f"{settings.SSL_FRONTEND_HOST}{media.get_absolute_url()}",
        "reason": reason,
        "count": media.reported_times,
        "threshold": settings.REPORTED_TIMES_THRESHOLD,
    }
    if settings.ADMINS_NOTIFICATIONS.get("MEDIA_REPORTED"):
        _send(body, settings.ADMIN_EMAIL_LIST)
    if settings.USERS_NOTIFICATIONS.get("MEDIA_REPORTED") and media.user.email:
        _send(body, [media.user.email])


def _send(body: str, recipients: Sequence[str]) -> None:
    subject = f"[{settings.PORTAL_NAME}] - " + _("Media was reported")
    message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, list(recipients))
    # A mail that cannot be queued is logged; it never undoes what it tells of.
    transaction.on_commit(lambda: message.send(fail_silently=True), robust=True)
