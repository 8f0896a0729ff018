"""What visitors did, and the aspects that media are rated by, in the admin."""

from django.contrib import admin

from apps.actions.models import MediaAction, RatingCategory
from apps.common.admin import ModelAdmin, ReadOnly


@admin.register(MediaAction)
class MediaActionAdmin(ReadOnly, ModelAdmin[MediaAction]):
    """Reports with their reasons, above all."""

    list_display = ["media", "action", "action_date", "user", "extra_info"]
    list_filter = ["action", "action_date"]
    list_select_related = ["media", "user"]
    search_fields = ["media__title", "user__username", "extra_info"]
    ordering = ["-action_date"]
    fields = ["media", "action", "action_date", "user", "extra_info"]


@admin.register(RatingCategory)
class RatingCategoryAdmin(ModelAdmin[RatingCategory]):
    list_display = ["title", "enabled"]
    list_filter = ["enabled"]
    search_fields = ["title"]
