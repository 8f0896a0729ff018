"""Groups and memberships in the admin, on portals with ``USE_RBAC`` (spec/admin.md §7)."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from apps.common.admin import ModelAdmin
from apps.rbac.models import RBACGroup, RBACMembership, RBACRole


class RoleFilter(admin.SimpleListFilter):
    """Groups that have somebody in a role."""

    title = "Role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The three roles."""
        return [(value, str(label)) for value, label in RBACRole.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RBACGroup]) -> QuerySet[RBACGroup]:
        """Keep groups with at least one membership of the chosen role."""
        if self.value() not in RBACRole.values:
            return queryset
        return queryset.filter(pk__in=RBACMembership.objects.filter(role=self.value()).values("rbac_group"))


class MembershipInline(admin.TabularInline[RBACMembership, RBACGroup]):
    """Who is in a group, by search instead of a list of all users."""

    model = RBACMembership
    fields = ["user", "role", "joined_at"]
    readonly_fields = ["joined_at"]
    autocomplete_fields = ["user"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[RBACMembership]:
        """With what a row shows."""
        return super().get_queryset(request).select_related("user", "rbac_group")


class RBACGroupAdmin(ModelAdmin[RBACGroup]):
    """A group, its people, and the categories that it opens."""

    search_fields = ["name", "uid", "description", "identity_provider__name"]
    list_select_related = ["identity_provider"]
    ordering = ["-pk"]
    filter_horizontal = ["categories"]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RBACGroup]:
        """Groups with the number of people in each role."""
        numbers = {f"{role}s_number": _people(role) for role in RBACRole.values}
        return super().get_queryset(request).annotate(**numbers).prefetch_related("categories")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The provider is shown where there are some."""
        provider = ["identity_provider"] if settings.USE_IDENTITY_PROVIDERS else []
        return ["name", "members", "contributors", "managers", *provider, "category_titles"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Likewise."""
        return [*(["identity_provider"] if settings.USE_IDENTITY_PROVIDERS else []), RoleFilter]

    def get_fields(self, request: HttpRequest, obj: RBACGroup | None = None) -> list[Any]:
        """Likewise; the dates once there are some."""
        provider = ["identity_provider"] if settings.USE_IDENTITY_PROVIDERS else []
        dates = ["created_at", "updated_at"] if obj else []
        return [*provider, "uid", "name", "description", "categories", *dates]

    def get_readonly_fields(self, request: HttpRequest, obj: RBACGroup | None = None) -> list[str]:
        """The dates set themselves."""
        return ["created_at", "updated_at"] if obj else []

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only categories of groups can be opened by one."""
        if db_field.name == "categories":
            kwargs["queryset"] = db_field.related_model.objects.filter(is_rbac_category=True)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="Members", ordering="members_number")
    def members(self, group: RBACGroup) -> int:
        """How many members there are."""
        return int(group.members_number)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description="Contributors", ordering="contributors_number")
    def contributors(self, group: RBACGroup) -> int:
        """How many contributors there are."""
        return int(group.contributors_number)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description="Managers", ordering="managers_number")
    def managers(self, group: RBACGroup) -> int:
        """How many managers there are."""
        return int(group.managers_number)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description="Categories")
    def category_titles(self, group: RBACGroup) -> str:
        """What the group opens."""
        return ", ".join(category.title for category in group.categories.all())


class RBACMembershipAdmin(ModelAdmin[RBACMembership]):
    """One person's role in one group."""

    list_display = ["user", "rbac_group", "role", "joined_at", "updated_at"]
    list_filter = ["role", "rbac_group", "joined_at", "updated_at"]
    list_select_related = ["user", "rbac_group"]
    search_fields = ["user__username", "user__email", "rbac_group__name", "rbac_group__uid"]
    ordering = ["-pk"]
    autocomplete_fields = ["user", "rbac_group"]
    readonly_fields = ["joined_at", "updated_at"]


def _people(role: str) -> Coalesce:
    rows = RBACMembership.objects.filter(rbac_group=OuterRef("pk"), role=role).order_by()
    counted = rows.values("rbac_group").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


if settings.USE_RBAC:
    admin.site.register(RBACGroup, RBACGroupAdmin)
    admin.site.register(RBACMembership, RBACMembershipAdmin)
