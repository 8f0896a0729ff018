"""Who may see, edit and upload media: the one place that decides (spec/access.md).

API, pages, feeds, search, file authorisation and the admin all ask here. Every rule is written twice, side by
side: as a filter for querysets of media (``viewable_by(user)``) and as a predicate for one media
(``can_view(user, media)``); a property test holds each pair together. Filters never join, so they add no
duplicate rows, and they can be combined with ``&`` and ``|``.
"""

from enum import Enum
from typing import Any, TypeAlias

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from apps.categories.models import Category
from apps.media.models import Media, MediaPermission
from apps.users.models import User

Requester: TypeAlias = User | AnonymousUser

EVERYTHING = ~Q(pk__in=[])
NOTHING = Q(pk__in=[])

OPEN_STATES = ("public", "unlisted")
"""States in which whoever has the address may see a media."""

MEMBER_ROLES = ("member", "contributor", "manager")
CONTRIBUTOR_ROLES = ("contributor", "manager")
MANAGER_ROLES = ("manager",)


class Level(Enum):
    """An access level: the permission rows and the group roles that grant it (spec/access.md §1.3).

    The owner of a media has all three. Portal editors are no part of them: rules that let them pass say so.
    """

    MEMBER = (("viewer", "editor", "owner"), MEMBER_ROLES)
    CONTRIBUTOR = (("editor", "owner"), CONTRIBUTOR_ROLES)
    OWNER = (("owner",), MANAGER_ROLES)

    @property
    def permissions(self) -> tuple[str, ...]:
        """Values of ``files_mediapermission.permission``."""
        return self.value[0]

    @property
    def roles(self) -> tuple[str, ...]:
        """Values of ``rbac_rbacmembership.role``."""
        return self.value[1]


# -- portal-wide roles ---------------------------------------------------------------------------------------


def is_editor(user: Requester) -> bool:
    """Superusers, managers and editors; never anonymous."""
    return isinstance(user, User) and (user.is_superuser or user.is_manager or user.is_editor)


def is_manager(user: Requester) -> bool:
    """Superusers and managers; never anonymous."""
    return isinstance(user, User) and (user.is_superuser or user.is_manager)


def has_verified_email(user: User) -> bool:
    """Whether the first address on record is confirmed; the primary flag is not consulted."""
    first = EmailAddress.objects.filter(user=user).order_by("pk").values_list("verified", flat=True).first()
    return bool(first)


# -- the three levels ----------------------------------------------------------------------------------------


def shared_with(user: Requester, level: Level = Level.MEMBER) -> Q:
    """Media with a permission row for `user` that grants `level`."""
    if not isinstance(user, User):
        return NOTHING
    rows = MediaPermission.objects.filter(user=user, permission__in=level.permissions)
    return Q(pk__in=rows.values("media"))


def in_group_category(user: Requester, roles: tuple[str, ...]) -> Q:
    """Media in a category of a group in which `user` has one of `roles`; nothing unless ``USE_RBAC``."""
    return Q(pk__in=group_category_links(user, roles).values("media"))


def group_category_links(user: Requester, roles: tuple[str, ...]) -> QuerySet[Any]:
    """The links between media and categories behind ``in_group_category``; may hold duplicates."""
    links = Media.category.through.objects
    if not (settings.USE_RBAC and isinstance(user, User)):
        return links.none()
    return links.filter(
        category__rbac_groups__memberships__user=user, category__rbac_groups__memberships__role__in=roles
    )


def accessible_to(user: Requester, level: Level) -> Q:
    """Media on which `user` has `level`, portal editors' rights left aside."""
    if not isinstance(user, User):
        return NOTHING
    return Q(user=user) | shared_with(user, level) | in_group_category(user, level.roles)


def has_access(user: Requester, media: Media, level: Level) -> bool:
    """Whether `user` has `level` on `media`, portal editors' rights left aside."""
    if not isinstance(user, User):
        return False
    if media.user_id == user.pk:
        return True
    granted = shared_with(user, level) | in_group_category(user, level.roles)
    return Media.objects.filter(granted, pk=media.pk).exists()


# -- seeing --------------------------------------------------------------------------------------------------


def viewable_by(user: Requester) -> Q:
    """Media that `user` may open, knowing its address."""
    if is_editor(user):
        return EVERYTHING
    return Q(state__in=OPEN_STATES) | accessible_to(user, Level.MEMBER)


def can_view(user: Requester, media: Media) -> bool:
    """Whether `user` may open `media`, knowing its address."""
    return media.state in OPEN_STATES or is_editor(user) or has_access(user, media, Level.MEMBER)


def listed_for(user: Requester) -> Q:
    """Media in the plain listing of `user` (spec/api-media.md §4.2).

    Own media that are not listable are left out, as in the legacy server; `user`'s own page has them.
    """
    if is_editor(user):
        return EVERYTHING
    return Q(listable=True) | shared_with(user) | in_group_category(user, MEMBER_ROLES)


def is_listed_for(user: Requester, media: Media) -> bool:
    """Whether `media` appears in the plain listing of `user`."""
    if media.listable or is_editor(user):
        return True
    return Media.objects.filter(
        shared_with(user) | in_group_category(user, MEMBER_ROLES), pk=media.pk
    ).exists()


def searchable_by(user: Requester) -> Q:
    """Media that `user` can find by searching (spec/api-media.md §10.1): the listing and all own media."""
    if is_editor(user):
        return EVERYTHING
    return Q(listable=True) | accessible_to(user, Level.MEMBER)


def is_searchable_by(user: Requester, media: Media) -> bool:
    """Whether `user` can find `media` by searching."""
    return media.listable or is_editor(user) or has_access(user, media, Level.MEMBER)


def visible_categories(user: Requester) -> Q:
    """Categories that `user` sees on a media: open ones, and those of own groups.

    Group categories are hidden from other people also while ``USE_RBAC`` is off, and also from portal editors
    (spec/api-media.md §8.5).
    """
    if not isinstance(user, User):
        return Q(is_rbac_category=False)
    return Q(is_rbac_category=False) | Q(pk__in=group_categories(user, MEMBER_ROLES).values("pk"))


def group_categories(user: User, roles: tuple[str, ...]) -> QuerySet[Category]:
    """Categories of groups in which `user` has one of `roles`, whatever ``USE_RBAC`` says; no duplicates."""
    return Category.objects.filter(
        rbac_groups__memberships__user=user, rbac_groups__memberships__role__in=roles
    ).distinct()


# -- changing ------------------------------------------------------------------------------------------------


def editable_by(user: Requester) -> Q:
    """Media whose edit pages `user` may use."""
    return EVERYTHING if is_editor(user) else accessible_to(user, Level.CONTRIBUTOR)


def can_edit(user: Requester, media: Media) -> bool:
    """Whether `user` may use the edit pages of `media`: captions, chapters, trimming, the edit form."""
    return is_editor(user) or has_access(user, media, Level.CONTRIBUTOR)


def publishable_by(user: Requester) -> Q:
    """Media whose publish page `user` may use."""
    return EVERYTHING if is_editor(user) else accessible_to(user, Level.OWNER)


def can_publish(user: Requester, media: Media) -> bool:
    """Whether `user` may change state, categories and sharing of `media`."""
    return is_editor(user) or has_access(user, media, Level.OWNER)


def manageable_by(user: Requester) -> Q:
    """Media that `user` may change and delete through the API."""
    if is_editor(user):
        return EVERYTHING
    return Q(user=user) if isinstance(user, User) else NOTHING


def can_manage(user: Requester, media: Media) -> bool:
    """Whether `user` may change or delete `media` through the API, and delete it anywhere.

    Owner and portal editors only: permission rows and group roles do not count (spec/access.md §2.2 b).
    """
    return is_editor(user) or (isinstance(user, User) and media.user_id == user.pk)


# -- uploading and states ------------------------------------------------------------------------------------


def can_upload(user: Requester) -> bool:
    """Whether `user` may upload one more media (spec/access.md §3)."""
    if not isinstance(user, User):
        return False
    if is_editor(user):
        return True
    if Media.objects.filter(user=user).count() >= settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD:
        return False
    match settings.CAN_ADD_MEDIA:
        case "all":
            return True
        case "email_verified":
            return has_verified_email(user)
        case "advancedUser":
            return user.advancedUser
        case _:
            return False


def default_state(owner: User) -> str:
    """The state of a new media of `owner`, by ``PORTAL_WORKFLOW`` (spec/access.md §2.1)."""
    match settings.PORTAL_WORKFLOW:
        case "public" | "unlisted" as state:
            return state
        case "private_verified" if owner.advancedUser:
            return "unlisted"
        case _:
            return "private"


def is_listable(media: Media) -> bool:
    """The value that ``listable`` has to have: public, playable and reviewed.

    Whoever writes state, review or encoding status writes this with it (spec/access.md §2).
    """
    return media.state == "public" and media.encoding_status == "success" and media.is_reviewed
