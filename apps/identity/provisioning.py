"""What a login through SAML changes: profile, picture, roles, groups, log (spec/integrations.md §5)."""

from __future__ import annotations

import binascii
import logging
from base64 import b64decode
from collections.abc import Iterable
from datetime import timedelta

from allauth.account.internal.emailkit import valid_email_or_none
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from apps.common.text import plain_text
from apps.identity.models import IdentityProviderUserLog, SAMLConfiguration
from apps.identity.roles import global_role_apply
from apps.identity.saml.configuration import Attributes, configuration_of, personal_values
from apps.rbac.models import RBACGroup, RBACMembership, RBACRole
from apps.users.models import User
from apps.users.pictures import avatar

logger = logging.getLogger(__name__)

DEFAULT_LOGO = User._meta.get_field("logo").default
LENGTHS = {"name": 250, "first_name": 150, "last_name": 150, "email": 254}
"""Characters that the columns of a profile hold."""

NO_ROLE = "student"
"""The role of a response that names none."""

LOG_LENGTH = 10_000
"""Characters of a log entry."""


def saml_provision(
    *, user: User, app: SocialApp, attributes: Attributes, picture: str | None, is_new: bool
) -> None:
    """Bring a user who logs in up to date with what the provider says; nothing without a configuration.

    Args:
        user: stored.
        app: the provider.
        attributes: of the response, by name; without the picture.
        picture: base64 of the user's picture, if one was sent.
        is_new: whether the login made the user; then the profile is filled already.
    """
    configuration = configuration_of(app)
    if configuration is None:
        return
    with transaction.atomic():
        if not is_new:
            _update_profile(user, configuration, attributes)
        if picture and user.logo.name in ("", None, DEFAULT_LOGO):
            _store_picture(user, picture)
        role = _role_of(configuration, attributes)
        _apply_global_role(user, app, role)
        _update_groups(user, app, configuration, attributes, _group_role(app, role))
        if configuration.save_saml_response_logs:
            _log(user, app, attributes)


def _update_profile(user: User, configuration: SAMLConfiguration, attributes: Attributes) -> None:
    values = personal_values(configuration, attributes)
    values.pop("uid", None)
    wanted = {name: plain_text(value, LENGTHS[name]) for name, value in values.items()}
    if "email" in wanted:
        wanted["email"] = valid_email_or_none(wanted["email"]) or ""
    changed = [name for name, value in wanted.items() if value and value != getattr(user, name)]
    for name in changed:
        setattr(user, name, wanted[name])
    if changed:
        user.save(update_fields=changed)


def _store_picture(user: User, picture: str) -> None:
    try:
        user.logo = avatar(SimpleUploadedFile("user.jpg", b64decode(picture)))
    except (binascii.Error, ValidationError) as error:
        logger.warning("picture of %s from the identity provider not usable: %s", user.username, error)
        return
    user.save(update_fields=["logo"])


def _role_of(configuration: SAMLConfiguration, attributes: Attributes) -> str:
    values = attributes.get(configuration.role or "")
    return values[0] if values else NO_ROLE


def _apply_global_role(user: User, app: SocialApp, role: str) -> None:
    mapping = app.global_roles.filter(name=role).first()
    if mapping:
        global_role_apply(user=user, role=mapping.map_to)


def _group_role(app: SocialApp, role: str) -> str:
    mapping = app.group_roles.filter(name=role).first()
    if mapping:
        return str(mapping.map_to)
    return role if role in RBACRole.values else RBACRole.MEMBER


def _update_groups(
    user: User, app: SocialApp, configuration: SAMLConfiguration, attributes: Attributes, role: str
) -> None:
    """Make the user a member of the provider's groups that the response names; groups are never made here."""
    uids = attributes.get(configuration.groups or "", [])
    groups = list(RBACGroup.objects.filter(identity_provider=app, uid__in=uids))
    _join(user, groups, role)
    if configuration.remove_from_groups:
        user.rbac_memberships.filter(rbac_group__identity_provider=app).exclude(
            rbac_group__in=groups
        ).delete()


def _join(user: User, groups: Iterable[RBACGroup], role: str) -> None:
    """Give the user a role in groups; where there is another one, the first of them is changed."""
    for group in groups:
        memberships = list(group.memberships.filter(user=user).order_by("pk"))
        if not memberships:
            RBACMembership.objects.create(user=user, rbac_group=group, role=role)
        elif role not in {membership.role for membership in memberships}:
            memberships[0].role = role
            memberships[0].save(update_fields=["role", "updated_at"])


def _log(user: User, app: SocialApp, attributes: Attributes) -> None:
    """Keep what was sent, and forget what is older than the portal keeps."""
    IdentityProviderUserLog.objects.create(
        identity_provider=app, user=user, logs=str(dict(attributes))[:LOG_LENGTH]
    )
    if settings.IDENTITY_LOG_DAYS:
        oldest = timezone.now() - timedelta(days=settings.IDENTITY_LOG_DAYS)
        IdentityProviderUserLog.objects.filter(identity_provider=app, created_at__lt=oldest).delete()
