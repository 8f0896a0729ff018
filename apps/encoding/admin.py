"""Encode profiles and encodings in the admin (spec/admin.md §5.5, §5.6)."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.common.admin import DeletingModelAdmin, ReadOnly, admin_link, field_names
from apps.encoding import services
from apps.encoding.models import EncodeProfile, Encoding
from apps.media import models as media_models
from apps.media.models import EncodingStatus

POLLED_AT_ONCE = 200
UNDER_WAY = (EncodingStatus.PENDING, EncodingStatus.RUNNING)


@admin.register(EncodeProfile)
class EncodeProfileAdmin(DeletingModelAdmin[EncodeProfile]):
    list_display = ["name", "extension", "resolution", "codec", "description", "active"]
    list_filter = ["extension", "resolution", "codec", "active"]
    search_fields = ["name", "extension", "resolution", "codec", "description"]
    fields = ["name", "extension", "resolution", "codec", "description", "active"]

    def delete_through_service(self, obj: EncodeProfile) -> None:
        """With all renditions that were made by it, and their files."""
        for media in media_models.Media.objects.filter(encodings__profile=obj).distinct():
            services.encodings_delete(media=media, encodings=media.encodings.filter(profile=obj))
        obj.delete()


@admin.register(Encoding)
class EncodingAdmin(ReadOnly, DeletingModelAdmin[Encoding]):
    """Encodings as the pipeline leaves them: to look at, to delete, and to make again."""

    list_display = ["__str__", "media_page", "chunk", "profile", "live_progress", "state", "has_file"]
    list_filter = ["chunk", "profile", "status"]
    list_select_related = ["media", "profile"]
    search_fields = ["media__title", "media__friendly_token"]
    ordering = ["-pk"]
    fields = tuple(field_names(Encoding))
    actions = ["encode_again"]

    class Media:
        css = {"all": ["portal/css/admin.css"]}
        js = ["portal/js/admin-progress.js"]

    @admin.display(description="media", ordering="media__title")
    def media_page(self, encoding: Encoding) -> SafeString | str:
        """A link to the admin page of the media."""
        return admin_link(encoding.media)

    @admin.display(description="progress", ordering="progress")
    def live_progress(self, encoding: Encoding) -> SafeString:
        """A bar that ``admin-progress.js`` keeps up to date while the encode is under way."""
        return format_html(
            '<progress max="100" value="{0}" data-encoding="{1}"{2}></progress> <span>{0} %</span>',
            100 if encoding.status == EncodingStatus.SUCCESS else encoding.progress,
            encoding.pk,
            SafeString(" data-live") if encoding.status in UNDER_WAY else "",
        )

    @admin.display(description="status", ordering="status")
    def state(self, encoding: Encoding) -> SafeString:
        """The status, which the script replaces."""
        return format_html('<span data-encoding-status="{}">{}</span>', encoding.pk, encoding.status)

    @admin.display(description="has file", boolean=True)
    def has_file(self, encoding: Encoding) -> bool:
        """Whether a file was stored."""
        return bool(encoding.media_file)

    def get_urls(self) -> list[URLPattern]:
        """The address that the script asks for progress."""
        view = self.admin_site.admin_view(self.progress)
        return [path("progress/", view, name="files_encoding_progress"), *super().get_urls()]

    def progress(self, request: HttpRequest) -> JsonResponse:
        """``{"<id>": {"progress": …, "status": …}}`` of the encodings that ``?ids=1,2`` names."""
        if not self.has_view_permission(request):
            return JsonResponse({}, status=403)
        ids = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isdecimal()][:POLLED_AT_ONCE]
        rows = Encoding.objects.filter(pk__in=ids).values("pk", "progress", "status")
        return JsonResponse(
            {str(row["pk"]): {"progress": row["progress"], "status": row["status"]} for row in rows}
        )

    def delete_through_service(self, obj: Encoding) -> None:
        """With its file; the status of the media follows."""
        services.encodings_delete(media=obj.media, encodings=[obj])

    @admin.action(description="Encode again", permissions=["delete"])
    def encode_again(self, request: HttpRequest, queryset: QuerySet[Encoding]) -> None:
        """Queue new encodes of the same profiles; the old renditions stay until the new ones are done."""
        wanted: dict[media_models.Media, set[int]] = {}
        for encoding in queryset.filter(chunk=False).select_related("media__user"):
            wanted.setdefault(encoding.media, set()).add(encoding.profile_id)
        queued = sum(
            len(services.media_encode(media=media, profiles=sorted(profiles)))
            for media, profiles in wanted.items()
        )
        self.message_user(request, f"{queued} encoding(s) queued.", messages.SUCCESS)
