"""Subtitles, their languages, and requests to transcribe (spec/schema.md §2)."""

from django.conf import settings
from django.db import models

from apps.common import storage
from apps.media.models import EncodingStatus
from legacy_schema.base import FilesModel


class Language(FilesModel):
    """A language that captions may be in."""

    code = models.CharField(max_length=30)
    title = models.CharField(max_length=100)

    class Meta(FilesModel.Meta):
        db_table = "files_language"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code}-{self.title}"


class Subtitle(FilesModel):
    """A caption file of a media item."""

    subtitle_file = models.FileField(upload_to=storage.subtitle_upload_to, max_length=500)
    language = models.ForeignKey(Language, on_delete=models.CASCADE, related_name="subtitles")
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="subtitles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subtitles")

    class Meta(FilesModel.Meta):
        db_table = "files_subtitle"
        ordering = ["language__title"]
        verbose_name = "Caption"
        verbose_name_plural = "Captions"

    def __str__(self) -> str:
        return f"{self.language.title} captions of {self.media.title}"


class TranscriptionRequest(FilesModel):
    """A request to transcribe a media item, and to translate it to English or not."""

    add_date = models.DateTimeField(auto_now_add=True)
    status = models.CharField(
        max_length=20, choices=EncodingStatus.choices, default=EncodingStatus.PENDING, db_index=True
    )
    translate_to_english = models.BooleanField(default=False)
    logs = models.TextField(blank=True, null=True)
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="transcription_requests")

    class Meta(FilesModel.Meta):
        db_table = "files_transcriptionrequest"
        verbose_name = "Caption Request"
        verbose_name_plural = "Caption Requests"

    def __str__(self) -> str:
        return f"Transcription of {self.media.title}: {self.status}"


class TranscriptionLanguage(models.Model):
    """The languages of a request to transcribe, which the legacy row has no columns for.

    A legacy server knows nothing of this table, so the database itself deletes rows with their request.
    """

    request = models.OneToOneField(
        TranscriptionRequest,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="languages",
    )
    wanted = models.CharField(max_length=10, blank=True, default="")
    """Code of the language that somebody said is spoken, ``""`` if it is to be found out."""
    spoken = models.CharField(max_length=10, blank=True, default="")
    """Code of the language that was spoken, ``""`` if unknown."""

    def __str__(self) -> str:
        return f"{self.request_id}: {self.wanted or self.spoken}"
