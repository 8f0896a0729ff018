"""Categories and tags (spec/schema.md §2)."""

from django.conf import settings
from django.db import models

from apps.common import storage
from apps.common.tokens import generate_token
from legacy_schema.base import FilesModel

UID_LENGTH = 16


def generate_uid() -> str:
    """Return the public identifier of a new category."""
    return generate_token(UID_LENGTH)


class Category(FilesModel):
    """A named set of media, which groups or a learning platform may control."""

    uid = models.CharField(max_length=36, unique=True, default=generate_uid)
    add_date = models.DateTimeField(auto_now_add=True)
    title = models.CharField(max_length=100, db_index=True)
    description = models.TextField(blank=True)
    is_global = models.BooleanField(default=False)
    media_count = models.IntegerField(default=0)
    thumbnail = models.ImageField(upload_to=storage.category_thumbnail_upload_to, blank=True)
    listings_thumbnail = models.CharField(max_length=400, blank=True, null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, blank=True, null=True, related_name="categories"
    )
    identity_provider = models.ForeignKey(
        "socialaccount.SocialApp",
        on_delete=models.CASCADE,
        blank=True,
        null=True,
        related_name="categories",
        verbose_name="IDP Config Name",
    )
    is_rbac_category = models.BooleanField(default=False, db_index=True)
    is_lms_course = models.BooleanField(default=False, db_index=True)
    lti_context_id = models.CharField(max_length=255, blank=True, db_index=True)
    lti_platform = models.ForeignKey(
        "lti.LTIPlatform",
        on_delete=models.SET_NULL,
        blank=True,
        null=True,
        related_name="categories",
    )

    class Meta(FilesModel.Meta):
        db_table = "files_category"
        ordering = ["title"]
        verbose_name_plural = "Categories"

    def __str__(self) -> str:
        return self.title


class Tag(FilesModel):
    """A word that media are found by."""

    title = models.CharField(max_length=100, unique=True)
    media_count = models.IntegerField(default=0)
    listings_thumbnail = models.CharField(max_length=400, blank=True, null=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, blank=True, null=True, related_name="tags"
    )

    class Meta(FilesModel.Meta):
        db_table = "files_tag"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
