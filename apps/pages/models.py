"""Static pages and the pictures uploaded for them (spec/schema.md §2)."""

from django.conf import settings
from django.db import models

from legacy_schema.base import FilesModel


class Page(FilesModel):
    """A page of HTML, served at ``/<slug>``."""

    slug = models.SlugField(max_length=200, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    add_date = models.DateTimeField(auto_now_add=True)
    edit_date = models.DateTimeField(auto_now=True)

    class Meta(FilesModel.Meta):
        db_table = "files_page"

    def __str__(self) -> str:
        return self.title


class TinyMCEMedia(FilesModel):
    """A file uploaded in the page editor."""

    class FileType(models.TextChoices):
        IMAGE = "image", "Image"
        MEDIA = "media", "Media"

    file = models.FileField(upload_to="tinymce_media/")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    file_type = models.CharField(max_length=10, choices=FileType.choices)
    original_filename = models.CharField(max_length=255)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        blank=True,
        null=True,
        related_name="tinymce_media",
    )

    class Meta(FilesModel.Meta):
        db_table = "files_tinymcemedia"
        ordering = ["-uploaded_at"]
        verbose_name = "TinyMCE Media"
        verbose_name_plural = "TinyMCE Media"

    def __str__(self) -> str:
        return f"{self.original_filename} ({self.file_type})"
