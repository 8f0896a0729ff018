"""What the model admins of all apps share."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

M = TypeVar("M", bound=Model)


class ModelAdmin(admin.ModelAdmin[M]):
    """A model admin whose lists stay fast on large tables."""

    show_full_result_count = False
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


class DeletingModelAdmin(ModelAdmin[M]):
    """Deletes through a service, one row or many, so that files and counts follow."""

    def delete_through_service(self, obj: M) -> None:
        """Call the service that deletes `obj`."""
        raise NotImplementedError

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        """Delete one row from its page."""
        self.delete_through_service(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Delete the rows that were ticked in the list."""
        for obj in queryset:
            self.delete_through_service(obj)


class WithoutAdding:
    """A model whose rows come from elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows here."""
        return False


class ReadOnly(WithoutAdding):
    """A model whose rows are looked at, and deleted, but never written here."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows here."""
        return False


def admin_link(obj: Model | None) -> SafeString | str:
    """A link to the admin page of another row; ``-`` for none."""
    if obj is None:
        return "-"
    meta = obj._meta
    return format_html(
        '<a href="{}">{}</a>', reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk]), obj
    )


def field_names(model: type[Model], *, without: Iterable[str] = ()) -> list[str]:
    """The names of all columns of a model, in their order."""
    left_out = {"id", *without}
    return [field.name for field in model._meta.concrete_fields if field.name not in left_out]
