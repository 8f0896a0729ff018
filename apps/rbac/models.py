"""Groups that open categories to their members (spec/schema.md §2, spec/access.md)."""

from django.conf import settings
from django.db import models

from apps.common.tokens import generate_token
from legacy_schema.base import RBACModel

UID_LENGTH = 10


def generate_uid() -> str:
    """Return the identifier of a group that no identity provider named."""
    return generate_token(UID_LENGTH)


class RBACRole(models.TextChoices):
    """What a member may do in the categories of a group."""

    MEMBER = "member", "Member"
    CONTRIBUTOR = "contributor", "Contributor"
    MANAGER = "manager", "Manager"


class RBACGroup(RBACModel):
    """A group of users, local or of an identity provider."""

    uid = models.CharField(max_length=255, default=generate_uid)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    identity_provider = models.ForeignKey(
        "socialaccount.SocialApp",
        on_delete=models.SET_NULL,
        blank=True,
        null=True,
        related_name="rbac_groups",
        verbose_name="IDP Config Name",
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="rbac.RBACMembership", blank=True, related_name="rbac_groups"
    )
    categories = models.ManyToManyField("files.Category", blank=True, related_name="rbac_groups")

    class Meta(RBACModel.Meta):
        db_table = "rbac_rbacgroup"
        verbose_name = "RBAC Group"
        verbose_name_plural = "RBAC Groups"
        constraints = [
            models.UniqueConstraint(
                fields=["uid", "identity_provider"],
                name="rbac_rbacgroup_uid_identity_provider_id_1e1618da_uniq",
            ),
            models.UniqueConstraint(
                fields=["name", "identity_provider"],
                name="rbac_rbacgroup_name_identity_provider_id_f6aa9fc4_uniq",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RBACMembership(RBACModel):
    """A user's role in a group; several roles of one user add up."""

    role = models.CharField(max_length=20, choices=RBACRole.choices, default=RBACRole.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    rbac_group = models.ForeignKey(RBACGroup, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rbac_memberships"
    )

    class Meta(RBACModel.Meta):
        db_table = "rbac_rbacmembership"
        verbose_name = "RBAC Membership"
        verbose_name_plural = "RBAC Memberships"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "rbac_group", "role"],
                name="rbac_rbacmembership_user_id_rbac_group_id_role_e7867471_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user.username}, {self.role} of {self.rbac_group.name}"
