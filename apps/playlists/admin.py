"""Playlists in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from apps.common.admin import DeletingModelAdmin, WithoutAdding
from apps.playlists import services
from apps.playlists.models import Playlist, PlaylistMedia


class PlaylistMediaInline(admin.TabularInline[PlaylistMedia, Playlist]):
    """The places of a playlist."""

    model = PlaylistMedia
    fields = ["ordering", "media", "action_date"]
    readonly_fields = ["action_date"]
    autocomplete_fields = ["media"]
    extra = 0


@admin.register(Playlist)
class PlaylistAdmin(WithoutAdding, DeletingModelAdmin[Playlist]):
    list_display = ["title", "user", "add_date"]
    list_select_related = ["user"]
    search_fields = ["title", "friendly_token", "user__username"]
    ordering = ["-add_date"]
    fields = ["title", "description", "user", "friendly_token", "add_date", "uid"]
    readonly_fields = ["user", "friendly_token", "add_date", "uid"]
    inlines = [PlaylistMediaInline]

    def save_model(self, request: HttpRequest, obj: Playlist, form: object, change: bool) -> None:
        """Title and description are plain text."""
        services.playlist_update(playlist=obj, title=obj.title, description=obj.description)

    def delete_through_service(self, obj: Playlist) -> None:
        """Its media stay."""
        services.playlist_delete(playlist=obj)
