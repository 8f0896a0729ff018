"""Static pages and the admin's own titles (spec/admin.md §5.10, §5.11)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from apps.common.admin import ModelAdmin, WithoutAdding
from apps.pages import services
from apps.pages.models import Page, TinyMCEMedia

admin.site.site_header = f"{settings.PORTAL_NAME} Admin"
admin.site.site_title = settings.PORTAL_NAME
admin.site.index_title = "Admin"


@admin.register(Page)
class PageAdmin(ModelAdmin[Page]):
    """Pages of HTML, served at ``/<slug>``; whoever writes them is trusted."""

    list_display = ["title", "slug", "edit_date"]
    search_fields = ["title", "slug"]
    ordering = ["-pk"]
    fields = ["slug", "title", "description"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Plenty of room for HTML."""
        if db_field.name == "description":
            kwargs |= {"widget": forms.Textarea(attrs={"rows": 25, "cols": 110}), "required": True}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def view_on_site(self, obj: Page) -> str:
        """The page itself."""
        return f"/{obj.slug}"

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """Embedded frames get a sandbox."""
        services.page_save(page=obj)


@admin.register(TinyMCEMedia)
class TinyMCEMediaAdmin(WithoutAdding, ModelAdmin[TinyMCEMedia]):
    list_display = ["original_filename", "file_type", "uploaded_at", "user"]
    list_filter = ["file_type", "uploaded_at"]
    list_select_related = ["user"]
    search_fields = ["original_filename"]
    date_hierarchy = "uploaded_at"
    fields = ["original_filename", "file_type", "file", "user", "uploaded_at"]
    readonly_fields = ["file", "user", "uploaded_at"]
