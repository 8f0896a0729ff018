"""Encode profiles and encodings (spec/schema.md §2, spec/pipeline.md), and the jobs that make them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
        AV1 = "av1", "av1"

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


class FormerRendition(models.Model):
    """An encoding of a file that its media had before; shown until those of the present file are complete.

    The database removes the row with the encoding. A legacy server knows nothing of it: to it the encoding is
    one like any other.
    """

    encoding = models.OneToOneField(
        Encoding,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="former",
        primary_key=True,
    )

    def __str__(self) -> str:
        return f"former encoding {self.encoding_id}"


class Job(models.Model):
    """One piece of work of the pipeline: how often it was tried, who is at it, how far it is, how it ended.

    The row is the job and the message only says "look": whatever becomes of messages and workers, each row
    ends in ``success``, or in ``fail`` with a reason. A kind of work on one subject has one row, which is
    used again when the work is asked for again.

    A legacy server knows nothing of this table, so the database itself deletes rows with what they refer to.
    """

    class Kind(models.TextChoices):
        INIT = "init", _("Recognise the file")
        SPLIT = "split", _("Split")
        ENCODE = "encode", _("Encode")
        JOIN = "join", _("Join the pieces")
        PACKAGE = "package", _("Package for streaming")
        SPRITE = "sprite", _("Preview pictures")
        THUMBNAIL = "thumbnail", _("Thumbnail")
        REPAIR = "repair", _("Repair the recording")
        WAVEFORM = "waveform", _("Waveform")
        DISPLAY = "display", _("Picture for browsers")
        TRIM = "trim", _("Trim")
        TRIM_FINISH = "trim_finish", _("Finish trimming")
        TRANSCRIBE = "transcribe", _("Transcribe")

    class Reason(models.TextChoices):
        """Why a job failed; the texts are for the owner of the media."""

        UNREADABLE = "unreadable", _("The file cannot be decoded; it is damaged or not what its name says.")
        UNSUPPORTED = "unsupported", _("This file cannot be processed in this way.")
        SOURCE_MISSING = "source_missing", _("The original file is missing on the server.")
        BAD_OUTPUT = "bad_output", _("The result was empty or could not be played.")
        STALLED = "stalled", _("The work stood still and was ended.")
        TIMEOUT = "timeout", _("The work took longer than it may.")
        MEMORY = "memory", _("The work needed more memory than it may use.")
        DISK_FULL = "disk_full", _("There was no space left on the server, or the result grew too large.")
        PROGRAM_MISSING = "program_missing", _("A program that is needed is not installed on the server.")
        PROGRAM_FAILED = "program_failed", _("The program that does the work ended with an error.")
        WORKER_LOST = "worker_lost", _("The servers that worked on it stopped each time.")
        CANCELLED = "cancelled", _("Somebody cancelled it.")
        UNEXPECTED = "unexpected", _("An error in the portal itself; the log has the details.")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    media = models.ForeignKey(
        "files.Media", on_delete=models.DO_NOTHING, db_constraint=False, related_name="jobs"
    )
    encoding = models.OneToOneField(
        Encoding,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="job",
        null=True,
        blank=True,
    )
    subject = models.CharField(max_length=40, blank=True, default="")
    """What of the media, where that is not the encoding: such as the id of a trim request."""

    message = models.JSONField(default=dict)
    """``{"args": […], "kwargs": {…}, "priority": 0 | 9}`` of the task, to send it again."""
    message_id = models.CharField(max_length=40, blank=True, default="")
    queued_at = models.DateTimeField(null=True, blank=True)

    status = models.CharField(
        max_length=10, choices=EncodingStatus.choices, default=EncodingStatus.PENDING, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_again = models.BooleanField(default=False)
    """Somebody asked for the work while it was being done, so it is done once more."""
    alone = models.BooleanField(default=False)
    """An encode that is not to share its decoder with others, since that failed."""

    holder = models.CharField(max_length=40, blank=True, default="")
    """Mark of the run that is at it; no two runs share one."""
    worker = models.CharField(max_length=150, blank=True, default="")
    """Machine and process of the holder: ``host|pid|start time``."""
    lease_until = models.DateTimeField(null=True, blank=True)

    progress = models.PositiveSmallIntegerField(default=0)
    """Percent."""
    speed = models.FloatField(null=True, blank=True)
    """Seconds of media a second."""
    seconds_left = models.PositiveIntegerField(null=True, blank=True)

    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    detail = models.TextField(blank=True, default="")
    """What the program said; for operators, since it may name files."""
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["media", "kind", "subject"],
                condition=models.Q(encoding=None),
                name="portal_job_subject",
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "queued_at"],
                condition=models.Q(status__in=["pending", "running"]),
                name="portal_job_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.media_id}"


class DerivedFile(models.Model):
    """A file that is made from an original and that legacy tables have no column for.

    Its name carries the uid of the media, so that it is protected and removed like the media's other files.
    The database removes the row with the media: a legacy server deletes media without knowing this table.
    """

    class Kind(models.TextChoices):
        PEAKS = "peaks", "Waveform as JSON"
        WAVEFORM = "waveform", "Waveform as a picture"
        DISPLAY = "display", "Picture as browsers show it"

    media = models.ForeignKey(
        "files.Media", on_delete=models.DO_NOTHING, db_constraint=False, related_name="derived_files"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    file = models.FileField(upload_to=storage.derived_upload_to, max_length=500)
    source = models.CharField(max_length=500, help_text="the original it was made from")
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["media", "kind"], name="portal_encoding_derived_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.media_id}"
