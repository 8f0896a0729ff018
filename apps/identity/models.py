"""Identity providers: mappings, audit, login options and SAML settings (spec/schema.md §2)."""

from django.conf import settings
from django.db import models

from apps.rbac.models import RBACRole
from legacy_schema.base import IdentityProvidersModel, SAMLAuthModel


class IdentityProviderUserLog(IdentityProvidersModel):
    """One login of a federated user."""

    created_at = models.DateTimeField(auto_now_add=True)
    logs = models.TextField(blank=True, null=True)
    identity_provider = models.ForeignKey(
        "socialaccount.SocialApp", on_delete=models.CASCADE, related_name="user_logs"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identity_provider_logs"
    )

    class Meta(IdentityProvidersModel.Meta):
        db_table = "identity_providers_identityprovideruserlog"
        ordering = ["-created_at"]
        verbose_name = "Identity Provider User Log"
        verbose_name_plural = "Identity Provider User Logs"

    def __str__(self) -> str:
        return f"{self.user.username}, {self.created_at}"


class IdentityProviderGlobalRole(IdentityProvidersModel):
    """A role value of a provider and the portal role it gives."""

    class Role(models.TextChoices):
        USER = "user", "Authenticated User"
        ADVANCED_USER = "advancedUser", "Advanced User"
        EDITOR = "editor", "MediaCMS Editor"
        MANAGER = "manager", "MediaCMS Manager"
        ADMIN = "admin", "MediaCMS Administrator"

    name = models.CharField(
        "Global Role Mapping", max_length=100, help_text="Identity Provider role attribute value"
    )
    map_to = models.CharField(max_length=20, choices=Role.choices)
    identity_provider = models.ForeignKey(
        "socialaccount.SocialApp", on_delete=models.CASCADE, related_name="global_roles"
    )

    class Meta(IdentityProvidersModel.Meta):
        db_table = "identity_providers_identityproviderglobalrole"
        verbose_name = "Identity Provider Global Role Mapping"
        verbose_name_plural = "Identity Provider Global Role Mappings"
        constraints = [
            models.UniqueConstraint(
                fields=["identity_provider", "name"],
                name="identity_providers_ident_identity_provider_id_nam_15451487_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.map_to}"


class IdentityProviderGroupRole(IdentityProvidersModel):
    """A role value of a provider and the group role it gives."""

    name = models.CharField(
        "Group Role Mapping", max_length=100, help_text="Identity Provider role attribute value"
    )
    map_to = models.CharField(max_length=20, choices=RBACRole.choices)
    identity_provider = models.ForeignKey(
        "socialaccount.SocialApp", on_delete=models.CASCADE, related_name="group_roles"
    )

    class Meta(IdentityProvidersModel.Meta):
        db_table = "identity_providers_identityprovidergrouprole"
        verbose_name = "Identity Provider Group Role Mapping"
        verbose_name_plural = "Identity Provider Group Role Mappings"
        constraints = [
            models.UniqueConstraint(
                fields=["identity_provider", "name"],
                name="identity_providers_ident_identity_provider_id_nam_de26b105_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.map_to}"


class IdentityProviderCategoryMapping(IdentityProvidersModel):
    """A group value of a provider and a category that it opens."""

    name = models.CharField(
        "Group Attribute Value", max_length=100, help_text="Identity Provider group attribute value"
    )
    map_to = models.ForeignKey("files.Category", on_delete=models.CASCADE, related_name="category_mappings")
    identity_provider = models.ForeignKey(
        "socialaccount.SocialApp", on_delete=models.CASCADE, related_name="category_mapping"
    )

    class Meta(IdentityProvidersModel.Meta):
        db_table = "identity_providers_identityprovidercategorymapping"
        verbose_name = "Identity Provider Category Mapping"
        verbose_name_plural = "Identity Provider Category Mappings"

    def __str__(self) -> str:
        return f"{self.name} → {self.map_to.title}"


class LoginOption(IdentityProvidersModel):
    """An entry of the login selector."""

    title = models.CharField(max_length=100)
    url = models.CharField(max_length=255)
    ordering = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta(IdentityProvidersModel.Meta):
        db_table = "identity_providers_loginoption"
        ordering = ["ordering"]
        verbose_name = "Login Option"
        verbose_name_plural = "Login Options"

    def __str__(self) -> str:
        return self.title


class SAMLConfiguration(SAMLAuthModel):
    """SAML settings and attribute names of one identity provider."""

    sso_url = models.URLField(help_text="Sign-in URL of the identity provider")
    slo_url = models.URLField(help_text="Sign-out URL of the identity provider")
    sp_metadata_url = models.URLField(help_text="Metadata URL of this portal, used as its entity id")
    idp_id = models.URLField(help_text="Entity id of the identity provider")
    idp_cert = models.TextField(help_text="x509 certificate of the identity provider")
    uid = models.CharField(max_length=100, help_text="Attribute holding the user id")
    name = models.CharField(max_length=100, blank=True, null=True, help_text="Attribute holding the name")
    email = models.CharField(max_length=100, blank=True, null=True, help_text="Attribute holding the e-mail")
    groups = models.CharField(max_length=100, blank=True, null=True, help_text="Attribute holding the groups")
    first_name = models.CharField(
        max_length=100, blank=True, null=True, help_text="Attribute holding the first name"
    )
    last_name = models.CharField(
        max_length=100, blank=True, null=True, help_text="Attribute holding the last name"
    )
    user_logo = models.CharField(
        max_length=100, blank=True, null=True, help_text="Attribute holding the picture"
    )
    role = models.CharField(max_length=100, blank=True, null=True, help_text="Attribute holding the role")
    verified_email = models.BooleanField(
        default=False, help_text="Mark e-mail addresses of this provider as verified"
    )
    email_authentication = models.BooleanField(default=False, help_text="Match existing accounts by e-mail")
    remove_from_groups = models.BooleanField(
        default=False, help_text="Remove users from groups that the response does not name"
    )
    save_saml_response_logs = models.BooleanField(default=True, help_text="Keep a log of each login")
    social_app = models.ForeignKey(
        "socialaccount.SocialApp", on_delete=models.CASCADE, related_name="saml_configurations"
    )
    sp_cert = models.TextField(blank=True, null=True, help_text="x509 certificate of this portal")
    sp_private_key = models.TextField(blank=True, null=True, help_text="Private key of this portal")

    class Meta(SAMLAuthModel.Meta):
        db_table = "saml_auth_samlconfiguration"
        verbose_name = "SAML Configuration"
        verbose_name_plural = "SAML Configurations"
        constraints = [
            models.UniqueConstraint(
                fields=["social_app", "idp_id"],
                name="saml_auth_samlconfiguration_social_app_id_idp_id_fa4b7d84_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.social_app.name}: {self.idp_id}"
