"""Mails about media, queued when the transaction commits (spec/users.md §8, mails 6 and 7)."""

from django.conf import settings
from django.utils.translation import gettext as _

from apps.common.languages import in_portal_language
from apps.common.mail import notice_send
from apps.media.models import Media


@in_portal_language
def media_added(media: Media) -> None:
    """Tell the administrators and the owner of a new upload, as far as the portal wants it."""
    owner, address = media.user, f"{settings.SSL_FRONTEND_HOST}/view?m={media.friendly_token}"
    if settings.ADMINS_NOTIFICATIONS.get("MEDIA_ADDED"):
        notice_send(
            _("Media was added"),
            _("\n%(owner)s uploaded new media.\nIt is found here: %(address)s\n")
            % {"owner": f"{owner.name} - {owner.email}", "address": address},
            settings.ADMIN_EMAIL_LIST,
        )
    if settings.USERS_NOTIFICATIONS.get("MEDIA_ADDED") and owner.email:
        notice_send(
            _("Your media was added"),
            _("\nThank you for your upload. It will be encoded and can then be played here: %(address)s\n")
            % {"address": address},
            [owner.email],
        )
