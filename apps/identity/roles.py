"""Portal-wide roles that another system gives a user (spec/access.md §1.1)."""

from __future__ import annotations

from apps.identity.models import IdentityProviderGlobalRole
from apps.users.models import User

Role = IdentityProviderGlobalRole.Role

ALL_FLAGS = ("is_superuser", "is_staff", "advancedUser", "is_editor", "is_manager")

FLAGS_OF = {
    Role.ADVANCED_USER: ("advancedUser",),
    Role.EDITOR: ("is_editor",),
    Role.MANAGER: ("is_manager",),
    Role.ADMIN: ("is_superuser", "is_staff"),
}


def global_role_apply(*, user: User, role: str) -> None:
    """Give a user a role.

    Args:
        user: changed only where the role asks for it.
        role: of `IdentityProviderGlobalRole.Role`. A named role sets its flags and leaves the others;
            ``user`` clears them all.
    """
    wanted = (
        dict.fromkeys(FLAGS_OF[Role(role)], True) if role in FLAGS_OF else dict.fromkeys(ALL_FLAGS, False)
    )
    changed = [flag for flag, value in wanted.items() if getattr(user, flag) != value]
    for flag in changed:
        setattr(user, flag, wanted[flag])
    if changed:
        user.save(update_fields=changed)
