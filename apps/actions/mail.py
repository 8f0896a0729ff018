"""Mails about actions, queued when the transaction commits (spec/api-community.md §11.3)."""

from django.conf import settings
from django.utils.translation import gettext as _

from apps.common.languages import in_portal_language
from apps.common.mail import notice_send
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
        notice_send(_("Media was reported"), body, settings.ADMIN_EMAIL_LIST)
    if settings.USERS_NOTIFICATIONS.get("MEDIA_REPORTED") and media.user.email:
        notice_send(_("Media was reported"), body, [media.user.email])
