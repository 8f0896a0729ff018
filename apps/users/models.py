"""Users, their channels and notification preferences (spec/schema.md §2, spec/users.md)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from apps.common.tokens import generate_friendly_token
from legacy_schema.base import UsersModel


class User(AbstractUser, UsersModel):
    """A person with an account; ``users_user``."""

    logo = models.ImageField(upload_to="userlogos/%Y/%m/%d", blank=True, default="userlogos/user.jpg")
    description = models.TextField("About me", blank=True)
    name = models.CharField("full name", max_length=250, db_index=True)
    date_added = models.DateTimeField(default=timezone.now, db_index=True)
    is_featured = models.BooleanField(default=False, db_index=True)
    title = models.CharField(max_length=250, blank=True)
    advancedUser = models.BooleanField("advanced user", default=False, db_index=True)  # noqa: N815
    media_count = models.IntegerField(default=0)
    notification_on_comments = models.BooleanField(
        "Whether you will receive email notifications for comments added to your content", default=True
    )
    allow_contact = models.BooleanField(default=False)
    location = models.CharField(max_length=250, blank=True)
    is_editor = models.BooleanField("MediaCMS Editor", default=False, db_index=True)
    is_manager = models.BooleanField("MediaCMS Manager", default=False, db_index=True)
    is_approved = models.BooleanField(default=False, null=True, blank=True, db_index=True)

    class Meta(UsersModel.Meta):
        db_table = "users_user"
        ordering = ["-date_added", "name"]
        indexes = [models.Index(fields=["-date_added", "name"], name="users_user_date_ad_4eb0b8_idx")]

    def __str__(self) -> str:
        return f"{self.name} - {self.email}"


class Channel(UsersModel):
    """The banner and subscribers of a user; the oldest one counts (spec/users.md §3)."""

    title = models.CharField(max_length=90, db_index=True)
    description = models.TextField(blank=True)
    add_date = models.DateTimeField(auto_now_add=True, db_index=True)
    friendly_token = models.CharField(max_length=12, blank=True, default=generate_friendly_token)
    banner_logo = models.ImageField(
        upload_to="userlogos/%Y/%m/%d", blank=True, default="userlogos/banner.jpg"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="channels")
    subscribers = models.ManyToManyField(User, blank=True, related_name="subscriptions")

    class Meta(UsersModel.Meta):
        db_table = "users_channel"

    def __str__(self) -> str:
        return f"{self.title} of {self.user.username}"


class Notification(UsersModel):
    """A notification preference; the legacy server neither reads nor writes it."""

    class Method(models.TextChoices):
        EMAIL = "email", "Email"

    action = models.CharField(max_length=30, blank=True)
    notify = models.BooleanField(default=False)
    method = models.CharField(max_length=20, choices=Method.choices, default=Method.EMAIL)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")

    class Meta(UsersModel.Meta):
        db_table = "users_notification"

    def __str__(self) -> str:
        return f"{self.action} for {self.user.username}"
