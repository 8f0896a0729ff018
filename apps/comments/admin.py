"""Comments in the admin: to search, edit and delete (spec/admin.md §5.4)."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from apps.comments import services
from apps.comments.models import Comment
from apps.common.admin import DeletingModelAdmin, WithoutAdding
from apps.common.text import plain_text


class CommentForm(forms.ModelForm[Comment]):
    """The text of a comment."""

    class Meta:
        model = Comment
        fields = ["text"]

    def clean_text(self) -> str:
        """Comments are plain text of limited length."""
        return plain_text(self.cleaned_data["text"], settings.MAX_CHARS_FOR_COMMENT)


@admin.register(Comment)
class CommentAdmin(WithoutAdding, DeletingModelAdmin[Comment]):
    form = CommentForm
    list_display = ["text", "add_date", "user", "media"]
    list_select_related = ["user", "media"]
    search_fields = ["text"]
    ordering = ["-add_date"]
    fields = ["text", "user", "media", "parent", "add_date", "uid"]
    readonly_fields = ["user", "media", "parent", "add_date", "uid"]

    def save_model(self, request: HttpRequest, obj: Comment, form: CommentForm, change: bool) -> None:
        """Write the text alone: the numbers of the tree belong to the services."""
        obj.save(update_fields=["text"])

    def delete_through_service(self, obj: Comment) -> None:
        """With all replies."""
        services.comment_delete(comment=obj)
