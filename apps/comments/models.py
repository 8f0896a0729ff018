"""Threads of comments (spec/schema.md §2)."""

import uuid

from django.conf import settings
from django.db import models
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey

from legacy_schema.base import FilesModel


class CommentManager(TreeManager, models.Manager["Comment"]):
    """The tree manager of mptt, with a type."""


class Comment(MPTTModel, FilesModel):
    """A comment or a reply; siblings stand in the order of their dates."""

    add_date = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="comments")
    parent = TreeForeignKey("self", on_delete=models.CASCADE, blank=True, null=True, related_name="children")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments")

    objects = CommentManager()

    class MPTTMeta:
        order_insertion_by = ["add_date"]

    class Meta(FilesModel.Meta):
        db_table = "files_comment"

    def __str__(self) -> str:
        return f"{self.user.username}: {self.text[:50]}"
