"""Chapters and trim requests (spec/schema.md §2 and §3)."""

from django.db import models

from legacy_schema.base import FilesModel


class VideoChapterData(FilesModel):
    """The chapters of a media item, as a JSON list."""

    data = models.JSONField()
    media = models.OneToOneField("files.Media", on_delete=models.CASCADE, related_name="chapters")

    class Meta(FilesModel.Meta):
        db_table = "files_videochapterdata"


class VideoTrimRequest(FilesModel):
    """A request to cut a video, and how far it is."""

    class Status(models.TextChoices):
        INITIAL = "initial", "Initial"
        RUNNING = "running", "Running"
        SUCCESS = "success", "Success"
        FAIL = "fail", "Fail"

    class Action(models.TextChoices):
        REPLACE = "replace", "Replace"
        SAVE_NEW = "save_new", "Save new"
        CREATE_SEGMENTS = "create_segments", "Create segments"

    class TrimStyle(models.TextChoices):
        NO_ENCODING = "no_encoding", "No encoding"
        PRECISE = "precise", "Precise"

    status = models.CharField(max_length=20, choices=Status.choices, default=Status.INITIAL)
    add_date = models.DateTimeField(auto_now_add=True)
    video_action = models.CharField(max_length=20, choices=Action.choices)
    media_trim_style = models.CharField(
        max_length=20, choices=TrimStyle.choices, default=TrimStyle.NO_ENCODING
    )
    timestamps = models.JSONField()
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="trim_requests")

    class Meta(FilesModel.Meta):
        db_table = "files_videotrimrequest"
        verbose_name = "Trim Request"
        verbose_name_plural = "Trim Requests"

    def __str__(self) -> str:
        return f"Trim of {self.media.title}: {self.status}"
