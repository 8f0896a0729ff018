"""Static pages and the admin's own titles (spec/admin.md §5.10, §5.11)."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from apps.common.admin import ModelAdmin, WithoutAdding
from apps.common.csp import grant
from apps.pages import custom, services
from apps.pages.editor import PageEditor
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
        """An editor for HTML."""
        if db_field.name == "description":
            kwargs |= {"widget": PageEditor(), "required": True}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page of the editor, which needs what the pages themselves need."""
        return grant(super().changeform_view(*args, **kwargs), custom.NEEDS)

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
