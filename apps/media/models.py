"""Media, the permissions to share them, and licences (spec/schema.md §2)."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from apps.common import storage
from apps.common.tokens import generate_friendly_token
from legacy_schema.base import FilesModel


class License(FilesModel):
    """A licence that media may carry."""

    title = models.CharField(max_length=100, unique=True)
    description = models.TextField(blank=True)

    class Meta(FilesModel.Meta):
        db_table = "files_license"

    def __str__(self) -> str:
        return self.title


class MediaState(models.TextChoices):
    """Who may find a media item: its owner, everybody, or whoever has the link."""

    PRIVATE = "private", "Private"
    PUBLIC = "public", "Public"
    UNLISTED = "unlisted", "Unlisted"


class MediaType(models.TextChoices):
    """What a file is; the empty string is an unknown or failed one."""

    VIDEO = "video", "Video"
    IMAGE = "image", "Image"
    PDF = "pdf", "Pdf"
    AUDIO = "audio", "Audio"


class EncodingStatus(models.TextChoices):
    """Progress of encodings, and of a media item by its encodings."""

    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    FAIL = "fail", "Fail"
    SUCCESS = "success", "Success"


def default_state() -> str:
    """Return the state of media made without a service: the workflow, if it names a state."""
    workflow: str = settings.PORTAL_WORKFLOW
    return workflow if workflow in MediaState.values else MediaState.PRIVATE


def default_is_reviewed() -> bool:
    """Return whether new media count as reviewed."""
    return bool(settings.MEDIA_IS_REVIEWED)


class Media(FilesModel):
    """A video, audio, image or PDF file with its derived files and counters; ``files_media``."""

    add_date = models.DateTimeField("date produced", blank=True, null=True, db_index=True)
    allow_download = models.BooleanField(default=True, help_text="Whether option to download media is shown")
    description = models.TextField(blank=True)
    dislikes = models.IntegerField(default=0)
    duration = models.IntegerField(default=0)
    edit_date = models.DateTimeField(auto_now=True)
    enable_comments = models.BooleanField(
        default=True, help_text="Whether comments will be allowed for this media"
    )
    encoding_status = models.CharField(
        max_length=20, choices=EncodingStatus.choices, default=EncodingStatus.PENDING, db_index=True
    )
    featured = models.BooleanField(
        default=False, db_index=True, help_text="Whether media is globally featured by a MediaCMS editor"
    )
    friendly_token = models.CharField(
        max_length=150, blank=True, unique=True, default=generate_friendly_token, help_text="Media URL slug"
    )
    hls_file = models.CharField(max_length=1000, blank=True)
    is_reviewed = models.BooleanField(
        default=default_is_reviewed,
        db_index=True,
        help_text="Whether media is reviewed, so it can appear on public listings",
    )
    likes = models.IntegerField(default=1, db_index=True)
    listable = models.BooleanField(default=False)
    md5sum = models.CharField(max_length=50, blank=True, null=True)
    media_file = models.FileField(upload_to=storage.original_upload_to, max_length=500)
    media_info = models.TextField(blank=True)
    media_type = models.CharField(
        max_length=20, blank=True, choices=MediaType.choices, default=MediaType.VIDEO, db_index=True
    )
    password = models.CharField(max_length=100, blank=True)
    preview_file_path = models.CharField(max_length=500, blank=True)
    poster = models.ImageField(upload_to=storage.thumbnail_upload_to, max_length=500, blank=True)
    reported_times = models.IntegerField(default=0, help_text="how many time a media is reported")
    search = SearchVectorField(null=True)
    size = models.CharField(max_length=20, blank=True, null=True)
    sprites = models.FileField(upload_to=storage.thumbnail_upload_to, max_length=500, blank=True)
    state = models.CharField(max_length=20, choices=MediaState.choices, default=default_state, db_index=True)
    title = models.CharField(max_length=100, blank=True, db_index=True)
    thumbnail = models.ImageField(upload_to=storage.thumbnail_upload_to, max_length=500, blank=True)
    thumbnail_time = models.FloatField(blank=True, null=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    uploaded_thumbnail = models.ImageField(upload_to=storage.thumbnail_upload_to, max_length=500, blank=True)
    uploaded_poster = models.ImageField(
        "Poster Image", upload_to=storage.thumbnail_upload_to, max_length=500, blank=True
    )
    user_featured = models.BooleanField(default=False)
    video_height = models.IntegerField(default=1)
    views = models.IntegerField(default=1, db_index=True)
    channel = models.ForeignKey(
        "users.Channel", on_delete=models.CASCADE, blank=True, null=True, related_name="media"
    )
    license = models.ForeignKey(
        License, on_delete=models.CASCADE, blank=True, null=True, related_name="media"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="media")
    allow_whisper_transcribe = models.BooleanField(default=False)
    allow_whisper_transcribe_and_translate = models.BooleanField(default=False)
    category = models.ManyToManyField("files.Category", blank=True, related_name="media")
    tags = models.ManyToManyField("files.Tag", blank=True, related_name="media")
    rating_category = models.ManyToManyField("files.RatingCategory", blank=True, related_name="media")

    class Meta(FilesModel.Meta):
        db_table = "files_media"
        ordering = ["-add_date"]
        indexes = [GinIndex(fields=["search"], name="files_media_search_7194c6_gin")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the path of the media page."""
        return f"/view?m={self.friendly_token}"


class MediaPermission(FilesModel):
    """One media item shared with one user (spec/access.md)."""

    class Permission(models.TextChoices):
        VIEWER = "viewer", "Viewer"
        EDITOR = "editor", "Editor"
        OWNER = "owner", "Owner"

    class Source(models.TextChoices):
        EXPLICIT = "explicit", "Explicit"
        LTI_EMBED = "lti_embed", "LTI embed"

    permission = models.CharField(max_length=20, choices=Permission.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="permissions")
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="granted_media_permissions"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="media_permissions"
    )
    source = models.CharField(max_length=32, choices=Source.choices, default=Source.EXPLICIT)

    class Meta(FilesModel.Meta):
        db_table = "files_mediapermission"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "media"], name="files_mediapermission_user_id_media_id_b2847470_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.permission} of {self.media.title}: {self.user.username}"
