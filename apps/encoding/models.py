"""Encode profiles and encodings (spec/schema.md §2, spec/pipeline.md)."""

from django.db import models

from apps.common import storage
from apps.media.models import EncodingStatus
from legacy_schema.base import FilesModel


class EncodeProfile(FilesModel):
    """A rendition that uploads are encoded to; 23 come from the fixture."""

    class Extension(models.TextChoices):
        MP4 = "mp4", "mp4"
        WEBM = "webm", "webm"
        GIF = "gif", "gif"

    class Resolution(models.IntegerChoices):
        P2160 = 2160, "2160"
        P1440 = 1440, "1440"
        P1080 = 1080, "1080"
        P720 = 720, "720"
        P480 = 480, "480"
        P360 = 360, "360"
        P240 = 240, "240"
        P144 = 144, "144"

    class Codec(models.TextChoices):
        H265 = "h265", "h265"
        H264 = "h264", "h264"
        VP9 = "vp9", "vp9"

    name = models.CharField(max_length=90)
    extension = models.CharField(max_length=10, choices=Extension.choices)
    resolution = models.IntegerField(choices=Resolution.choices, blank=True, null=True)
    codec = models.CharField(max_length=10, choices=Codec.choices, blank=True, null=True)
    description = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    class Meta(FilesModel.Meta):
        db_table = "files_encodeprofile"
        ordering = ["resolution"]

    def __str__(self) -> str:
        return self.name


class Encoding(FilesModel):
    """A rendition of a media item, or one chunk of it."""

    add_date = models.DateTimeField(auto_now_add=True)
    commands = models.TextField(blank=True)
    chunk = models.BooleanField(default=False, db_index=True)
    chunk_file_path = models.CharField(max_length=400, blank=True)
    chunks_info = models.TextField(blank=True)
    logs = models.TextField(blank=True)
    md5sum = models.CharField(max_length=50, blank=True, null=True)
    media_file = models.FileField(upload_to=storage.encoding_upload_to, max_length=500, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    update_date = models.DateTimeField(auto_now=True)
    retries = models.IntegerField(default=0)
    size = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, choices=EncodingStatus.choices, default=EncodingStatus.PENDING)
    temp_file = models.CharField(max_length=400, blank=True)
    task_id = models.CharField(max_length=100, blank=True)
    total_run_time = models.IntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="encodings")
    profile = models.ForeignKey(EncodeProfile, on_delete=models.CASCADE, related_name="encodings")

    class Meta(FilesModel.Meta):
        db_table = "files_encoding"

    def __str__(self) -> str:
        return f"{self.profile.name}-{self.media.title}"
