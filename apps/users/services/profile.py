"""What the profile page of a user changes (spec/forms.md §9)."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.users.models import User
from apps.users.services.update import user_update

ROLES = ("advancedUser", "is_manager", "is_editor", "is_approved")


@transaction.atomic
def user_profile_update(
    *,
    user: User,
    name: str,
    description: str,
    notification_on_comments: bool,
    logo: UploadedFile | None = None,
    roles: Mapping[str, bool | None] | None = None,
) -> User:
    """Edit a profile.

    Args:
        user: whose.
        name: tags are stripped.
        description: likewise.
        notification_on_comments: whether they are mailed about comments.
        logo: a picture, or None to keep the one there is.
        roles: some of ROLES with their values, where a manager edits.

    Raises:
        ValidationError: the logo is no picture, or too large; under ``logo``.
    """
    user_update(user=user, name=name, description=description, logo=logo)
    user.notification_on_comments = notification_on_comments
    given = {role: value for role, value in (roles or {}).items() if role in ROLES}
    for role, value in given.items():
        setattr(user, role, value)
    user.save(update_fields=["notification_on_comments", *given])
    return user
