"""Reads of groups: who belongs to them, and which categories they open (spec/access.md §10)."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from apps.categories.models import Category
from apps.media import access
from apps.rbac.models import RBACMembership
from apps.users.models import User


def member_categories(user: User) -> QuerySet[Category]:
    """Categories of groups in which `user` has any role, whatever ``USE_RBAC`` says."""
    return access.group_categories(user, access.MEMBER_ROLES)


def contributor_categories(user: User) -> QuerySet[Category]:
    """Categories into which `user` may put media: contributor or manager in a group of the category.

    Portal editors get no exception, and ``USE_RBAC`` is not consulted (spec/api-media-bulk.md §1.7).
    """
    return access.group_categories(user, access.CONTRIBUTOR_ROLES)


def assignable_categories(user: User) -> Q:
    """The condition that `user` may put own media into a category: open ones, and those of own groups."""
    return Q(is_rbac_category=False) | Q(pk__in=contributor_categories(user).values("pk"))


def users_in_groups_of(categories: Collection[int]) -> QuerySet[User]:
    """Users with any membership in a group that opens one of these categories (by id)."""
    memberships = RBACMembership.objects.filter(rbac_group__categories__in=categories)
    return User.objects.filter(pk__in=memberships.values("user"))
