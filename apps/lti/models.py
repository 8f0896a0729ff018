"""LTI 1.3 platforms, launches and mappings, and media embedded into courses (spec/schema.md §2)."""

from django.conf import settings
from django.db import models

from apps.rbac.models import RBACRole
from legacy_schema.base import FilesModel, LTIModel


class LTIPlatform(LTIModel):
    """A learning platform that may launch the portal."""

    name = models.CharField(max_length=255, unique=True, help_text="Platform name")
    platform_id = models.URLField(help_text="Issuer URL of the platform")
    client_id = models.CharField(max_length=255, help_text="Client id given by the platform")
    auth_login_url = models.URLField(help_text="OIDC authorisation endpoint")
    auth_token_url = models.URLField(help_text="OAuth 2 token endpoint")
    auth_audience = models.URLField(blank=True, null=True, help_text="Audience of token requests")
    key_set_url = models.URLField(help_text="JWKS address of the platform")
    deployment_ids = models.JSONField(default=list, help_text="List of deployment ids")
    enable_nrps = models.BooleanField(default=True, help_text="Names and Role Provisioning Service")
    enable_deep_linking = models.BooleanField(default=True, help_text="Deep linking")
    remove_from_groups_on_unenroll = models.BooleanField(
        default=False, help_text="Remove users from groups when they leave the course"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(LTIModel.Meta):
        db_table = "lti_ltiplatform"
        verbose_name = "LTI Platform"
        verbose_name_plural = "LTI Platforms"
        constraints = [
            models.UniqueConstraint(
                fields=["platform_id", "client_id"],
                name="lti_ltiplatform_platform_id_client_id_08e446f6_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.client_id})"


class LTIResourceLink(LTIModel):
    """A course or activity that launches the portal."""

    context_id = models.CharField(max_length=255, db_index=True, help_text="Course id")
    context_title = models.CharField(max_length=255, blank=True, help_text="Course title")
    context_label = models.CharField(max_length=100, blank=True, help_text="Course short name")
    resource_link_id = models.CharField(max_length=255, db_index=True, help_text="Activity id")
    resource_link_title = models.CharField(max_length=255, blank=True, help_text="Activity title")
    category = models.ForeignKey(
        "files.Category", on_delete=models.SET_NULL, blank=True, null=True, related_name="lti_resource_links"
    )
    platform = models.ForeignKey(LTIPlatform, on_delete=models.CASCADE, related_name="resource_links")
    rbac_group = models.ForeignKey(
        "rbac.RBACGroup", on_delete=models.SET_NULL, blank=True, null=True, related_name="lti_resource_links"
    )

    class Meta(LTIModel.Meta):
        db_table = "lti_ltiresourcelink"
        verbose_name = "LTI Resource Link"
        verbose_name_plural = "LTI Resource Links"
        indexes = [
            models.Index(fields=["platform", "context_id"], name="lti_ltireso_platfor_4a3f27_idx"),
            models.Index(fields=["context_id"], name="lti_ltireso_context_c6f9e2_idx"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "context_id", "resource_link_id"],
                name="lti_ltiresourcelink_platform_id_context_id_r_6207e704_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.context_title or self.context_id}: {self.resource_link_title or self.resource_link_id}"


class LTIUserMapping(LTIModel):
    """A platform's user and the portal user."""

    lti_user_id = models.CharField(max_length=255, db_index=True, help_text="The sub claim")
    created_at = models.DateTimeField(auto_now_add=True)
    last_login = models.DateTimeField(auto_now=True)
    platform = models.ForeignKey(LTIPlatform, on_delete=models.CASCADE, related_name="user_mappings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lti_mappings")

    class Meta(LTIModel.Meta):
        db_table = "lti_ltiusermapping"
        verbose_name = "LTI User Mapping"
        verbose_name_plural = "LTI User Mappings"
        indexes = [
            models.Index(fields=["platform", "lti_user_id"], name="lti_ltiuser_platfor_9c70bb_idx"),
            models.Index(fields=["user"], name="lti_ltiuser_user_id_b06d01_idx"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "lti_user_id"],
                name="lti_ltiusermapping_platform_id_lti_user_id_ec7efaf5_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user.username} on {self.platform.name}"


class LTIRoleMapping(LTIModel):
    """A platform's role and the roles it gives in the portal and in the course's group."""

    class GlobalRole(models.TextChoices):
        ADVANCED_USER = "advancedUser", "Advanced User"
        EDITOR = "editor", "MediaCMS Editor"
        MANAGER = "manager", "MediaCMS Manager"
        ADMIN = "admin", "MediaCMS Administrator"

    lti_role = models.CharField(max_length=255, help_text="Role URI or short name")
    global_role = models.CharField(max_length=20, blank=True, choices=GlobalRole.choices)
    group_role = models.CharField(max_length=20, blank=True, choices=RBACRole.choices)
    platform = models.ForeignKey(LTIPlatform, on_delete=models.CASCADE, related_name="role_mappings")

    class Meta(LTIModel.Meta):
        db_table = "lti_ltirolemapping"
        verbose_name = "LTI Role Mapping"
        verbose_name_plural = "LTI Role Mappings"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "lti_role"], name="lti_ltirolemapping_platform_id_lti_role_d820123c_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lti_role} on {self.platform.name}"


class LTILaunchLog(LTIModel):
    """One launch, successful or not."""

    class LaunchType(models.TextChoices):
        RESOURCE_LINK = "resource_link", "Resource link"
        DEEP_LINKING = "deep_linking", "Deep linking"

    launch_type = models.CharField(
        max_length=50, choices=LaunchType.choices, default=LaunchType.RESOURCE_LINK
    )
    success = models.BooleanField(default=True, db_index=True)
    error_message = models.TextField(blank=True)
    claims = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        blank=True,
        null=True,
        related_name="lti_launch_logs",
    )
    platform = models.ForeignKey(LTIPlatform, on_delete=models.CASCADE, related_name="launch_logs")
    resource_link = models.ForeignKey(
        LTIResourceLink, on_delete=models.SET_NULL, blank=True, null=True, related_name="launch_logs"
    )

    class Meta(LTIModel.Meta):
        db_table = "lti_ltilaunchlog"
        ordering = ["-created_at"]
        verbose_name = "LTI Launch Log"
        verbose_name_plural = "LTI Launch Logs"
        indexes = [
            models.Index(fields=["-created_at"], name="lti_ltilaun_created_94c574_idx"),
            models.Index(fields=["platform", "user"], name="lti_ltilaun_platfor_5240bf_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.launch_type} from {self.platform.name}, {self.created_at}"


class LTIToolKeys(LTIModel):
    """The key pair with which the portal signs as an LTI tool."""

    key_id = models.CharField(max_length=255, unique=True, default="mediacms-lti-key", help_text="Key id")
    private_key_jwk = models.JSONField(help_text="Private key as a JWK")
    public_key_jwk = models.JSONField(help_text="Public key as a JWK")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(LTIModel.Meta):
        db_table = "lti_ltitoolkeys"
        verbose_name = "LTI Tool Keys"
        verbose_name_plural = "LTI Tool Keys"

    def __str__(self) -> str:
        return self.key_id


class EmbedMediaCourse(FilesModel):
    """A media item embedded into a course; a record that grants nothing."""

    created_at = models.DateTimeField(auto_now_add=True)
    category = models.ForeignKey("files.Category", on_delete=models.CASCADE, related_name="course_embeds")
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="course_embeds")

    class Meta(FilesModel.Meta):
        db_table = "files_embedmediacourse"
        constraints = [
            models.UniqueConstraint(
                fields=["media", "category"],
                name="files_embedmediacourse_media_id_category_id_7e31abb9_uniq",
            )
        ]
