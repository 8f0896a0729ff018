"""Requests to trim in the admin (spec/admin.md §5.9)."""

from django.contrib import admin

from apps.common.admin import ModelAdmin
from apps.studio.models import VideoTrimRequest


@admin.register(VideoTrimRequest)
class VideoTrimRequestAdmin(ModelAdmin[VideoTrimRequest]):
    """A request that was left ``initial`` or ``running`` blocks others; here it is changed or deleted."""

    list_display = ["media", "status", "add_date", "video_action", "media_trim_style", "timestamps"]
    list_filter = ["status", "video_action", "media_trim_style", "add_date"]
    list_select_related = ["media"]
    search_fields = ["media__title"]
    ordering = ["-add_date"]
    autocomplete_fields = ["media"]
    readonly_fields = ["add_date"]
