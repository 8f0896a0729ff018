"""Captions, their languages and requests to transcribe in the admin (spec/admin.md §5.7 to §5.9)."""

from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.captions.models import Language, Subtitle, TranscriptionRequest
from apps.captions.requesting import request_retry
from apps.common.admin import DeletingModelAdmin, ModelAdmin
from apps.common.storage import remove_file
from apps.media.upkeep import media_refresh
from apps.users.models import User


@admin.register(Language)
class LanguageAdmin(ModelAdmin[Language]):
    list_display = ["code", "title"]
    search_fields = ["code", "title"]


@admin.register(Subtitle)
class SubtitleAdmin(DeletingModelAdmin[Subtitle]):
    list_display = ["id", "language", "media"]
    list_filter = ["language"]
    list_select_related = ["language", "media"]
    search_fields = ["media__title"]
    autocomplete_fields = ["media", "language"]
    fields = ["media", "language", "subtitle_file"]

    def get_readonly_fields(self, request: HttpRequest, obj: Subtitle | None = None) -> list[str]:
        """Captions stay with their media."""
        return ["media", "user"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Subtitle | None = None) -> list[Any]:
        """The user is shown once there is one."""
        return (
            ["media", "user", "language", "subtitle_file"] if obj else ["media", "language", "subtitle_file"]
        )

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Subtitle, form: object, change: bool) -> None:
        """Whoever adds captions is their user; the words of captions can be searched for."""
        if not change:
            obj.user = cast(User, request.user)
        obj.save()
        media_refresh(obj.media)

    @transaction.atomic
    def delete_through_service(self, obj: Subtitle) -> None:
        """With the file, and without the words in the search."""
        name = obj.subtitle_file.name
        obj.delete()
        media_refresh(obj.media)
        if name:
            transaction.on_commit(partial(remove_file, name))


@admin.register(TranscriptionRequest)
class TranscriptionRequestAdmin(ModelAdmin[TranscriptionRequest]):
    list_display = ["media", "add_date", "status", "translate_to_english"]
    list_filter = ["status", "translate_to_english", "add_date"]
    list_select_related = ["media"]
    search_fields = ["media__title"]
    ordering = ["-add_date"]
    autocomplete_fields = ["media"]
    fields = ["media", "status", "translate_to_english", "add_date", "logs"]
    readonly_fields = ["add_date", "logs"]
    actions = ["try_again"]

    @admin.action(description=_("Try the failed ones again"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[TranscriptionRequest]) -> None:
        """Ask again for what failed."""
        count = sum(request_retry(request=row) for row in queryset)
        self.message_user(
            request, ngettext("%d request is tried again.", "%d requests are tried again.", count) % count
        )
