"""New users (spec/api-users.md §8, §14.2)."""

import logging
import re

from allauth.account.adapter import get_adapter
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.common.text import plain_text
from apps.common.tokens import generate_friendly_token
from apps.users import notices
from apps.users.models import Channel, User

logger = logging.getLogger(__name__)

USERNAME_TAKEN = "A user with that username already exists."
EMAIL_TAKEN = "A user with that email already exists."

LENGTHS = {"username": 150, "email": 254, "name": 250}
"""Characters that the columns hold."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""No header of a mail can hold these; apart from that, any text has always been taken for an address."""


@transaction.atomic
def user_create(*, username: str, password: str, email: str, name: str) -> User:
    """Make a user without roles, as a manager does for somebody else.

    No mail goes to the user, and the address counts as not verified.

    Args:
        username: of the form that ``ACCOUNT_USERNAME_VALIDATORS`` wants; no other one in different case.
        password: has to pass the site's validators.
        email: no other user's, in whatever case.
        name: tags are stripped.

    Raises:
        ValidationError: the first rule that is broken.
    """
    username = User.normalize_username(username)
    _check_length(username=username, email=email, name=name)
    get_adapter().clean_username(username, shallow=True)
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(USERNAME_TAKEN)
    if _CONTROL.search(email):
        raise ValidationError(_("Enter a valid email address."))
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(EMAIL_TAKEN)
    user = User(username=username, email=User.objects.normalize_email(email), name=plain_text(name))
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(USERNAME_TAKEN) from error
    user_created(user)
    return user


@transaction.atomic
def user_created(user: User) -> None:
    """What follows from a new user, whichever way they came: the channel, and a mail to the administrators.

    A second call for the same user does nothing.
    """
    if user.channels.exists():
        return
    Channel.objects.create(user=user, title="default", friendly_token=_unused_token())
    notices.user_registered(user)
    logger.info("user created", extra={"user": user.pk})


def _check_length(**texts: str) -> None:
    """Refuse what the columns cannot hold.

    Args:
        texts: name of a column → its text.
    """
    for column, text in texts.items():
        if len(text) > LENGTHS[column]:
            raise ValidationError(f"{column} can have at most {LENGTHS[column]} characters.")


def _unused_token() -> str:
    while True:
        token = generate_friendly_token()
        if not Channel.objects.filter(friendly_token=token).exists():
            return token
