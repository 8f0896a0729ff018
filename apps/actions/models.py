"""What visitors do with media: likes, watches, reports, ratings (spec/schema.md §2)."""

from django.conf import settings
from django.db import models

from legacy_schema.base import ActionsModel, FilesModel


class MediaAction(ActionsModel):
    """One recorded action of a user or of an anonymous session."""

    class Action(models.TextChoices):
        LIKE = "like", "Like"
        DISLIKE = "dislike", "Dislike"
        WATCH = "watch", "Watch"
        REPORT = "report", "Report"
        RATE = "rate", "Rate"

    session_key = models.CharField(max_length=33, blank=True, null=True, db_index=True)
    action = models.CharField(max_length=20, choices=Action.choices, default=Action.WATCH)
    extra_info = models.TextField(blank=True, null=True)
    action_date = models.DateTimeField(auto_now_add=True)
    remote_ip = models.CharField(max_length=40, blank=True, null=True)
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="actions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        blank=True,
        null=True,
        related_name="media_actions",
    )

    class Meta(ActionsModel.Meta):
        db_table = "actions_mediaaction"
        indexes = [
            models.Index(fields=["user", "action", "-action_date"], name="actions_med_user_id_940054_idx"),
            models.Index(fields=["session_key", "action"], name="actions_med_session_fac55a_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.action} of {self.media.title}"


class RatingCategory(FilesModel):
    """An aspect that media may be rated by (experimental in the legacy server)."""

    description = models.TextField(blank=True)
    enabled = models.BooleanField(default=True)
    title = models.CharField(max_length=200, unique=True)

    class Meta(FilesModel.Meta):
        db_table = "files_ratingcategory"
        verbose_name_plural = "rating categories"

    def __str__(self) -> str:
        return self.title


class Rating(FilesModel):
    """A user's score of 0 to 5 for one aspect of a media item."""

    add_date = models.DateTimeField(auto_now_add=True)
    score = models.IntegerField()
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="ratings")
    rating_category = models.ForeignKey(RatingCategory, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ratings")

    class Meta(FilesModel.Meta):
        db_table = "files_rating"
        indexes = [models.Index(fields=["user", "media"], name="files_ratin_user_id_72ca6a_idx")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "media", "rating_category"],
                name="files_rating_user_id_media_id_rating_category_id_ce9b762e_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.media.title}"
