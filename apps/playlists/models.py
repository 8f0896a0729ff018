"""Playlists and their ordered media (spec/schema.md §2)."""

import uuid

from django.conf import settings
from django.db import models

from apps.common.tokens import generate_friendly_token
from legacy_schema.base import FilesModel


class Playlist(FilesModel):
    """A public, ordered list of media."""

    add_date = models.DateTimeField(auto_now_add=True, db_index=True)
    description = models.TextField(blank=True)
    friendly_token = models.CharField(
        max_length=12, blank=True, db_index=True, default=generate_friendly_token
    )
    title = models.CharField(max_length=100, db_index=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="playlists")
    media = models.ManyToManyField(
        "files.Media", through="files.PlaylistMedia", blank=True, related_name="playlists"
    )

    class Meta(FilesModel.Meta):
        db_table = "files_playlist"

    def __str__(self) -> str:
        return self.title


class PlaylistMedia(FilesModel):
    """One place of a playlist; a media item may stand in it more than once."""

    action_date = models.DateTimeField(auto_now=True)
    ordering = models.IntegerField(default=1)
    media = models.ForeignKey("files.Media", on_delete=models.CASCADE, related_name="playlist_items")
    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="items")

    class Meta(FilesModel.Meta):
        db_table = "files_playlistmedia"
        ordering = ["ordering", "-action_date"]
