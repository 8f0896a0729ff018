"""Encode profiles, encodings and jobs in the admin (spec/admin.md §5.5, §5.6)."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.common.admin import DeletingModelAdmin, ModelAdmin, ReadOnly, admin_link, field_names
from apps.encoding import services
from apps.encoding.jobs import job_cancel, job_retry
from apps.encoding.models import EncodeProfile, Encoding, Job
from apps.media import models as media_models
from apps.media.models import EncodingStatus

POLLED_AT_ONCE = 200
UNDER_WAY = (EncodingStatus.PENDING, EncodingStatus.RUNNING)


class LiveProgress(ModelAdmin[Any]):
    """Encodings or jobs, whose progress ``admin-progress.js`` keeps up to date while they are under way."""

    polled_related: tuple[str, ...] = ()
    """What the script needs of other tables."""

    class Media:
        css = {"all": ["portal/css/admin.css"]}
        js = ["portal/js/admin-progress.js"]

    @admin.display(description="media", ordering="media__title")
    def media_page(self, row: Encoding | Job) -> SafeString | str:
        """A link to the admin page of the media."""
        return admin_link(row.media)

    @admin.display(description="progress", ordering="progress")
    def live_progress(self, row: Encoding | Job) -> SafeString:
        """A bar, which the script moves."""
        return format_html(
            '<progress max="100" value="{}" data-encoding="{}"{}></progress> <span>{}</span>',
            row.progress,
            row.pk,
            SafeString(" data-live") if row.status in UNDER_WAY else "",
            _how_far(row),
        )

    @admin.display(description="status", ordering="status")
    def state(self, row: Encoding | Job) -> SafeString:
        """The status, which the script replaces."""
        return format_html('<span data-encoding-status="{}">{}</span>', row.pk, row.status)

    def get_urls(self) -> list[URLPattern]:
        """The address that the script asks for progress."""
        view = self.admin_site.admin_view(self.progress)
        name = f"{self.opts.app_label}_{self.opts.model_name}_progress"
        return [path("progress/", view, name=name), *super().get_urls()]

    def progress(self, request: HttpRequest) -> JsonResponse:
        """``{"<id>": {"progress": …, "status": …, "text": …}}`` of the rows that ``?ids=1,2`` names."""
        if not self.has_view_permission(request):
            return JsonResponse({}, status=403)
        ids = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isdecimal()][:POLLED_AT_ONCE]
        rows = self.get_queryset(request).filter(pk__in=ids).select_related(*self.polled_related)
        return JsonResponse(
            {
                str(row.pk): {"progress": row.progress, "status": row.status, "text": _how_far(row)}
                for row in rows
            }
        )


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
class EncodingAdmin(ReadOnly, LiveProgress, DeletingModelAdmin[Encoding]):
    """Encodings as the pipeline leaves them: to look at, to delete, and to make again."""

    list_display = ["__str__", "media_page", "chunk", "profile", "live_progress", "state", "has_file"]
    list_filter = ["chunk", "profile", "status"]
    list_select_related = ["media", "profile", "job"]
    polled_related = ("job",)
    search_fields = ["media__title", "media__friendly_token"]
    ordering = ["-pk"]
    fields = tuple(field_names(Encoding))
    actions = ["encode_again"]

    @admin.display(description="has file", boolean=True)
    def has_file(self, encoding: Encoding) -> bool:
        """Whether a file was stored."""
        return bool(encoding.media_file)

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


@admin.register(Job)
class JobAdmin(ReadOnly, LiveProgress):
    """The work of the pipeline: how far it is, why it failed; to try again or to cancel."""

    list_display = [
        "kind",
        "media_page",
        "rendition",
        "live_progress",
        "state",
        "attempts",
        "why",
        "machine",
        "ended_at",
    ]
    list_filter = ["status", "kind", "reason"]
    list_select_related = ["media", "encoding__profile"]
    search_fields = ["media__title", "media__friendly_token"]
    ordering = ["-pk"]
    fields = tuple(field_names(Job))
    actions = ["try_again", "cancel"]

    @admin.display(description="rendition")
    def rendition(self, job: Job) -> str:
        """The profile of an encode."""
        return job.encoding.profile.name if job.encoding else ""

    @admin.display(description="reason", ordering="reason")
    def why(self, job: Job) -> SafeString:
        """The name of the reason; what it means shows on pointing at it."""
        return format_html('<span title="{}">{}</span>', job.get_reason_display(), job.reason)

    @admin.display(description="machine", ordering="worker")
    def machine(self, job: Job) -> str:
        """The machine that worked on it last."""
        return job.worker.partition("|")[0]

    @admin.action(description="Try again", permissions=["delete"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Have the ticked jobs done again that failed."""
        count = sum(job_retry(job_id=pk) for pk in queryset.values_list("pk", flat=True))
        self.message_user(request, f"{count} job(s) queued.", messages.SUCCESS if count else messages.INFO)

    @admin.action(description="Cancel", permissions=["delete"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """End the ticked jobs that have not ended; their programs stop within seconds."""
        count = sum(job_cancel(job_id=pk) for pk in queryset.values_list("pk", flat=True))
        self.message_user(request, f"{count} job(s) cancelled.", messages.SUCCESS if count else messages.INFO)


def _how_far(row: Encoding | Job) -> str:
    """Percent, and for what runs the speed and the time that is left: ``42 %, 1.8 x, 12 s left``."""
    parts = [f"{row.progress} %"]
    job = row if isinstance(row, Job) else getattr(row, "job", None)
    if job is not None and row.status == EncodingStatus.RUNNING:
        parts += [f"{job.speed:.1f} x"] if job.speed else []
        parts += [f"{job.seconds_left} s left"] if job.seconds_left else []
    return ", ".join(parts)
