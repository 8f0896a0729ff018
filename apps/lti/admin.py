"""LTI 1.3 in the admin (spec/admin.md §9)."""

from django.contrib import admin
from django.http import HttpRequest

from apps.common.admin import ModelAdmin, ReadOnly
from apps.lti.models import (
    LTILaunchLog,
    LTIPlatform,
    LTIResourceLink,
    LTIRoleMapping,
    LTIToolKeys,
    LTIUserMapping,
)


@admin.register(LTIPlatform)
class LTIPlatformAdmin(ModelAdmin[LTIPlatform]):
    list_display = ["name", "platform_id", "client_id", "enable_nrps", "enable_deep_linking", "created_at"]
    list_filter = ["enable_nrps", "enable_deep_linking", "created_at"]
    search_fields = ["name", "platform_id", "client_id"]
    ordering = ["-pk"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        ("Basic Information", {"fields": ["name", "platform_id", "client_id"]}),
        ("OIDC Endpoints", {"fields": ["auth_login_url", "auth_token_url", "auth_audience"]}),
        ("JWK Configuration", {"fields": ["key_set_url"]}),
        (
            "Deployment & Features",
            {"fields": ["deployment_ids", "enable_nrps", "enable_deep_linking"]},
        ),
        ("Auto-Provisioning Settings", {"fields": ["remove_from_groups_on_unenroll"]}),
        ("Timestamps", {"fields": ["created_at", "updated_at"], "classes": ["collapse"]}),
    ]


@admin.register(LTIResourceLink)
class LTIResourceLinkAdmin(ModelAdmin[LTIResourceLink]):
    list_display = ["context_title", "platform", "category", "rbac_group"]
    list_filter = ["platform"]
    list_select_related = ["platform", "category", "rbac_group"]
    search_fields = ["context_id", "context_title", "resource_link_id"]
    ordering = ["-pk"]
    autocomplete_fields = ["category"]
    raw_id_fields = ["rbac_group"]


@admin.register(LTIUserMapping)
class LTIUserMappingAdmin(ModelAdmin[LTIUserMapping]):
    list_display = ["user", "lti_user_id", "platform", "last_login"]
    list_filter = ["platform", "created_at", "last_login"]
    list_select_related = ["user", "platform"]
    search_fields = ["lti_user_id", "user__username", "user__email"]
    ordering = ["-pk"]
    autocomplete_fields = ["user"]
    readonly_fields = ["created_at", "last_login"]


@admin.register(LTIRoleMapping)
class LTIRoleMappingAdmin(ModelAdmin[LTIRoleMapping]):
    list_display = ["lti_role", "platform", "global_role", "group_role"]
    list_filter = ["platform", "global_role", "group_role"]
    list_select_related = ["platform"]
    search_fields = ["lti_role"]
    ordering = ["-pk"]


@admin.register(LTILaunchLog)
class LTILaunchLogAdmin(ReadOnly, ModelAdmin[LTILaunchLog]):
    list_display = ["created_at", "platform", "user", "launch_type", "success"]
    list_filter = ["success", "launch_type", "platform", "created_at"]
    list_select_related = ["platform", "user"]
    search_fields = ["user__username", "error_message"]
    date_hierarchy = "created_at"


@admin.register(LTIToolKeys)
class LTIToolKeysAdmin(ReadOnly, ModelAdmin[LTIToolKeys]):
    """The public half of the key pair; the private one is shown to nobody."""

    list_display = ["key_id", "created_at", "updated_at"]
    ordering = ["-pk"]
    fields = ["key_id", "public_key_jwk", "created_at", "updated_at"]

    def has_delete_permission(self, request: HttpRequest, obj: LTIToolKeys | None = None) -> bool:
        """Platforms rely on the key."""
        return False
