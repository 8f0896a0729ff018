"""Changes to users and their channels (spec/api-users.md §10, §11)."""

import logging
from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import ImageFieldFile
from rest_framework.authtoken.models import Token

from apps.common.text import plain_text
from apps.users import pictures
from apps.users.models import Channel, User
from apps.users.pictures import Picture

logger = logging.getLogger(__name__)


def user_update(
    *, user: User, name: str | None = None, description: str | None = None, logo: UploadedFile | None = None
) -> User:
    """Edit a profile; None leaves a field as it is.

    Args:
        user: whose.
        name: tags are stripped.
        description: likewise.
        logo: becomes a JPEG of 200 by 200. The file of the old one stays.

    Raises:
        ValidationError: the logo is no picture, or too large; its messages stand under ``logo``.
    """
    picture = _picture(pictures.avatar, logo=logo) if logo else None
    with transaction.atomic():
        if name is not None:
            user.name = plain_text(name)
        if description is not None:
            user.description = plain_text(description)
        if picture:
            _store(user.logo, picture)
        user.save(update_fields=["name", "description", "logo"])
    return user


def channel_update(*, channel: Channel, banner_logo: UploadedFile) -> Channel:
    """Give a channel a banner, which becomes a JPEG of 900 by 200. The file of the old one stays.

    Raises:
        ValidationError: it is no picture, or too large; its messages stand under ``banner_logo``.
    """
    picture = _picture(pictures.banner, banner_logo=banner_logo)
    with transaction.atomic():
        _store(channel.banner_logo, picture)
        channel.save(update_fields=["banner_logo"])
    return channel


@transaction.atomic
def user_password_set(*, user: User, password: str) -> None:
    """Give a user another password, which ends their sessions and their API token.

    Raises:
        ValidationError: with all messages of the site's password validators.
    """
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    user_password_changed(user)


def user_password_changed(user: User) -> None:
    """What follows from another password, whichever way it came: whoever has the old token is locked out."""
    Token.objects.filter(user=user).delete()
    logger.info("password changed", extra={"user": user.pk})


@transaction.atomic
def user_approval_set(*, user: User, is_approved: bool) -> None:
    """Approve a user, or take it back. Nobody is mailed."""
    user.is_approved = is_approved
    user.save(update_fields=["is_approved"])
    logger.info("approval set", extra={"user": user.pk, "is_approved": is_approved})


def _picture(make: Callable[[UploadedFile], Picture], **upload: UploadedFile) -> Picture:
    """Make a picture of an upload.

    Args:
        make: how.
        upload: the one file, under the name of its field.

    Raises:
        ValidationError: with its messages under the name of the field.
    """
    ((field, file),) = upload.items()
    try:
        return make(file)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error


def _store(field: ImageFieldFile, picture: Picture) -> None:
    field.save(picture.name or "image.jpg", picture, save=False)
