"""Identity providers in the admin, where the portal uses them (spec/admin.md §8)."""

from typing import Any

from allauth.socialaccount import admin as socialaccount_admin
from allauth.socialaccount.models import SocialApp
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Field, URLField

from apps.common.admin import ModelAdmin, ReadOnly
from apps.identity.models import (
    IdentityProviderCategoryMapping,
    IdentityProviderGlobalRole,
    IdentityProviderGroupRole,
    IdentityProviderUserLog,
    LoginOption,
    SAMLConfiguration,
)

KEY_HELP = "Stored, and not shown again. Leave it empty to keep the stored one."


def _formfield(field: Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The field of a form; addresses without a scheme are taken for secure ones."""
    if isinstance(field, URLField):
        kwargs.setdefault("assume_scheme", "https")
    return field.formfield(**kwargs)


class SAMLConfigurationForm(forms.ModelForm[SAMLConfiguration]):
    """SAML settings; the private key can be written but not read."""

    sp_private_key = forms.CharField(
        label="Sp private key", required=False, help_text=KEY_HELP, widget=forms.Textarea
    )

    class Meta:
        model = SAMLConfiguration
        fields = "__all__"  # noqa: DJ007 - an administrator's form over the whole configuration
        formfield_callback = _formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_key = self.instance.sp_private_key
        self.initial.pop("sp_private_key", None)

    def clean(self) -> dict[str, Any] | None:
        """Certificate and key come together; an empty key means the stored one."""
        cleaned = super().clean() or self.cleaned_data
        key = cleaned["sp_private_key"] = cleaned.get("sp_private_key") or self.stored_key
        if cleaned.get("sp_cert") and not key:
            self.add_error("sp_private_key", "Required when SP certificate is provided.")
        if key and not cleaned.get("sp_cert"):
            self.add_error("sp_cert", "Required when SP private key is provided.")
        return cleaned


class SAMLConfigurationInline(admin.StackedInline[SAMLConfiguration, SocialApp]):
    model = SAMLConfiguration
    form = SAMLConfigurationForm
    extra = 0
    max_num = 1


class GlobalRoleInline(admin.TabularInline[IdentityProviderGlobalRole, SocialApp]):
    model = IdentityProviderGlobalRole
    extra = 0


class GroupRoleInline(admin.TabularInline[IdentityProviderGroupRole, SocialApp]):
    model = IdentityProviderGroupRole
    extra = 0


class CategoryMappingInline(admin.TabularInline[IdentityProviderCategoryMapping, SocialApp]):
    model = IdentityProviderCategoryMapping
    autocomplete_fields = ["map_to"]
    extra = 0


class IdentityProviderAdmin(socialaccount_admin.SocialAppAdmin):
    """A provider with what its roles and groups mean here."""

    @property
    def inlines(self) -> list[type[Any]]:
        """SAML only where the portal speaks it."""
        saml = [SAMLConfigurationInline] if settings.USE_SAML else []
        return [*saml, GlobalRoleInline, GroupRoleInline, CategoryMappingInline]


class SAMLConfigurationAdmin(ModelAdmin[SAMLConfiguration]):
    form = SAMLConfigurationForm
    list_display = ["social_app", "idp_id", "remove_from_groups", "save_saml_response_logs"]
    list_filter = ["social_app", "remove_from_groups", "save_saml_response_logs"]
    list_select_related = ["social_app"]
    search_fields = ["social_app__name", "idp_id", "sp_metadata_url"]
    ordering = ["-pk"]


class LoginOptionAdmin(ModelAdmin[LoginOption]):
    list_display = ["title", "url", "ordering", "active"]
    list_editable = ["ordering", "active"]
    list_filter = ["active"]
    search_fields = ["title", "url"]


class IdentityProviderUserLogAdmin(ReadOnly, ModelAdmin[IdentityProviderUserLog]):
    list_display = ["identity_provider", "user", "created_at"]
    list_filter = ["identity_provider", "created_at"]
    list_select_related = ["identity_provider", "user"]
    search_fields = ["identity_provider__name", "user__username", "user__email", "logs"]
    fields = ["identity_provider", "user", "created_at", "logs"]


if settings.USE_IDENTITY_PROVIDERS:
    admin.site.unregister(SocialApp)
    admin.site.register(SocialApp, IdentityProviderAdmin)
    admin.site.register(LoginOption, LoginOptionAdmin)
    admin.site.register(IdentityProviderUserLog, IdentityProviderUserLogAdmin)
if settings.USE_SAML:
    admin.site.register(SAMLConfiguration, SAMLConfigurationAdmin)
