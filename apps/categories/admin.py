"""Categories and tags in the admin (spec/admin.md §5.2, §5.3)."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.http import HttpRequest

from apps.categories.models import Category, Tag
from apps.common.admin import ModelAdmin
from apps.common.text import plain_text
from apps.rbac.models import RBACGroup

OTHER_PROVIDER = "Chosen Groups are associated with a different Identity Provider than the one selected here."


class CategoryForm(forms.ModelForm[Category]):
    """A category and, where the portal has groups, those that open it."""

    rbac_groups = forms.ModelMultipleChoiceField(
        RBACGroup.objects.all(),
        required=False,
        label="Groups",
        widget=FilteredSelectMultiple("Groups", is_stacked=False),
    )

    class Meta:
        model = Category
        fields = [
            "uid",
            "title",
            "description",
            "thumbnail",
            "listings_thumbnail",
            "is_rbac_category",
            "identity_provider",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.USE_RBAC:
            self.fields.pop("rbac_groups", None)
        elif self.instance.pk and "rbac_groups" in self.fields:
            self.fields["rbac_groups"].initial = self.instance.rbac_groups.all()

    def clean_title(self) -> str:
        """Titles are plain text."""
        return plain_text(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any] | None:
        """Groups belong to the category's own identity provider, and make it a category of groups."""
        cleaned = super().clean() or self.cleaned_data
        groups = cleaned.get("rbac_groups")
        if not groups:
            return cleaned
        provider = cleaned.get("identity_provider")
        if any(group.identity_provider != provider for group in groups):
            self.add_error("rbac_groups", OTHER_PROVIDER)
        cleaned["is_rbac_category"] = self.instance.is_rbac_category = True
        return cleaned


@admin.register(Category)
class CategoryAdmin(ModelAdmin[Category]):
    """Which columns and fields there are depends on what the portal uses."""

    form = CategoryForm
    search_fields = ["title", "uid"]
    ordering = ["-add_date"]
    list_select_related = ["user", "identity_provider"]
    readonly_fields = ["user", "media_count", "lti_platform", "lti_context_id"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns of switched-off features are left out."""
        return ["title", "user", "add_date", *_switched_on(_COLUMNS), "media_count"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The filters of switched-off features are left out."""
        return _switched_on(_FILTERS)

    def get_fieldsets(self, request: HttpRequest, obj: Category | None = None) -> Any:
        """The parts of switched-off features are left out; what they hold stays as it is."""
        fields = [
            *("uid", "title", "description", "user", "media_count", "thumbnail", "listings_thumbnail"),
        ]
        fieldsets: list[Any] = [("Category Information", {"fields": fields})]
        if settings.USE_LTI:
            fieldsets.append(("LTI Integration", {"fields": ["lti_platform", "lti_context_id"]}))
        if settings.USE_RBAC:
            provider = ["identity_provider"] if settings.USE_IDENTITY_PROVIDERS else []
            fieldsets.append(("RBAC Settings", {"fields": ["is_rbac_category", *provider]}))
            fieldsets.append(("Group Access", {"fields": ["rbac_groups"]}))
        return fieldsets

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Groups follow the selection; where there is none in the form, links are left alone."""
        super().save_related(request, form, formsets, change)
        if "rbac_groups" in form.cleaned_data:
            form.instance.rbac_groups.set(form.cleaned_data["rbac_groups"])


_COLUMNS = (
    ("USE_RBAC", "is_rbac_category"),
    ("USE_IDENTITY_PROVIDERS", "identity_provider"),
    ("USE_LTI", "is_lms_course"),
)
_FILTERS = (
    ("USE_IDENTITY_PROVIDERS", "identity_provider"),
    ("USE_RBAC", "is_rbac_category"),
    ("USE_LTI", "is_lms_course"),
)


def _switched_on(named: tuple[tuple[str, str], ...]) -> list[str]:
    """The second of each pair whose first is a setting that is on."""
    return [name for setting, name in named if getattr(settings, setting)]


class TagForm(forms.ModelForm[Tag]):
    """A tag."""

    class Meta:
        model = Tag
        fields = ["title", "listings_thumbnail"]

    def clean_title(self) -> str:
        """Letters, digits and single blanks."""
        words = re.sub(r"[^\w\s]|_", "", self.cleaned_data["title"]).split()
        if not words:
            raise forms.ValidationError("Enter letters or digits.")
        return " ".join(words)


@admin.register(Tag)
class TagAdmin(ModelAdmin[Tag]):
    form = TagForm
    list_display = ["title", "user", "media_count"]
    list_select_related = ["user"]
    search_fields = ["title"]
    fields = ["title", "listings_thumbnail", "user", "media_count"]
    readonly_fields = ["user", "media_count"]
