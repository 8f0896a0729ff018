"""Media in the admin (spec/admin.md §5.1)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from apps.actions.services import reports_reset
from apps.comments.models import Comment
from apps.common.admin import DeletingModelAdmin, ModelAdmin
from apps.common.text import plain_text
from apps.encoding.models import Encoding
from apps.encoding.selectors import profiles_active
from apps.encoding.services import media_encode, media_retry, thumbnails_create
from apps.media import services
from apps.media.models import License, Media, MediaType
from apps.media.services.create import TITLE_LENGTH
from apps.media.upkeep import media_store

PIPELINE_FIELDS = (
    "encoding_status",
    "listable",
    "friendly_token",
    "uid",
    "media_file",
    "media_type",
    "duration",
    "size",
    "video_height",
    "md5sum",
    "hls_file",
    "thumbnail",
    "poster",
    "sprites",
    "preview_file_path",
    "media_info",
)
COUNTERS = ("views", "likes", "dislikes", "reported_times")


class MediaAddForm(forms.ModelForm[Media]):
    """An upload in the name of a user."""

    media_file = forms.FileField()

    class Meta:
        model = Media
        fields = ["user", "media_file", "title", "description"]

    def clean_media_file(self) -> UploadedFile:
        """Refuse what is larger than the portal takes."""
        file: UploadedFile = self.cleaned_data["media_file"]
        try:
            services.check_upload_size(file.size or 0)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return file


class MediaChangeForm(forms.ModelForm[Media]):
    """What moderators edit; the pipeline writes everything else."""

    class Meta:
        model = Media
        fields = [
            "title",
            "description",
            "state",
            "is_reviewed",
            "featured",
            "user_featured",
            "add_date",
            "license",
            "rating_category",
            "enable_comments",
            "allow_download",
            "thumbnail_time",
        ]

    def clean_title(self) -> str:
        """Titles are plain text."""
        return plain_text(self.cleaned_data["title"], TITLE_LENGTH) or self.instance.title

    def clean_description(self) -> str:
        """Descriptions are plain text."""
        return plain_text(self.cleaned_data["description"])


@admin.register(Media)
class MediaAdmin(DeletingModelAdmin[Media]):
    list_display = [
        "title",
        "user",
        "add_date",
        "media_type",
        "duration",
        "state",
        "is_reviewed",
        "encoding_status",
        "featured",
        "comments_count",
    ]
    list_filter = ["state", "is_reviewed", "encoding_status", "featured", "media_type", "category"]
    list_select_related = ["user"]
    search_fields = ["title", "friendly_token"]
    ordering = ["-add_date"]
    autocomplete_fields = ["user"]
    filter_horizontal = ["rating_category"]
    actions = [
        "generate_missing_encodings",
        "try_again",
        "mark_reviewed",
        "mark_not_reviewed",
        "reset_reports",
    ]
    add_fieldsets = [
        (None, {"fields": MediaAddForm.Meta.fields}),
    ]
    fieldsets = [
        (
            None,
            {"fields": ["title", "description", "user", "state", "is_reviewed", "featured", "user_featured"]},
        ),
        (
            "Presentation",
            {
                "fields": [
                    "add_date",
                    "license",
                    "rating_category",
                    "enable_comments",
                    "allow_download",
                    "thumbnail_time",
                    "tags",
                    "category",
                    "channel",
                ]
            },
        ),
        ("Counts", {"fields": COUNTERS}),
        ("File and encoding", {"fields": PIPELINE_FIELDS, "classes": ["collapse"]}),
    ]

    # -- what is shown ---------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Media]:
        """All media with the number of their comments."""
        comments = Comment.objects.filter(media=OuterRef("pk")).order_by().values("media")
        number = Subquery(comments.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
        return super().get_queryset(request).annotate(comments_number=Coalesce(number, 0))

    @admin.display(description="Comments count", ordering="comments_number")
    def comments_count(self, media: Media) -> int:
        """The number of comments, replies included."""
        return int(media.comments_number)  # type: ignore[attr-defined]  # annotated above

    def get_fieldsets(self, request: HttpRequest, obj: Media | None = None) -> Any:
        """Few fields for an upload, all of them for a media."""
        return self.fieldsets if obj else self.add_fieldsets

    def get_form(
        self, request: HttpRequest, obj: Media | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form of an upload, or that of a media."""
        kwargs["form"] = MediaChangeForm if obj else MediaAddForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Media | None = None) -> Any:
        """What is written by the pipeline, by visitors, or on the pages of the portal."""
        return [*PIPELINE_FIELDS, *COUNTERS, "user", "tags", "category", "channel"] if obj else []

    def view_on_site(self, obj: Media) -> str:
        """The page of the media on this host, whatever the table of sites says."""
        return obj.get_absolute_url()

    # -- what is written -------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Media, form: Any, change: bool) -> None:
        """Upload, or store what was edited; both with everything that follows from it."""
        if change:
            self._store(obj, form)
            return
        created = services.media_create(
            **{name: form.cleaned_data[name] for name in MediaAddForm.Meta.fields},
        )
        obj.pk = created.pk
        obj.refresh_from_db()

    def _store(self, obj: Media, form: MediaChangeForm) -> None:
        """Write the edited columns alone: the pipeline may have changed others meanwhile."""
        columns = [name for name in form.changed_data if name != "rating_category"]
        media = Media.objects.select_for_update(of=("self",)).select_related("user").get(pk=obj.pk)
        for name in columns:
            setattr(media, name, form.cleaned_data[name])
        media_store(media, *columns, "edit_date")
        if "thumbnail_time" in columns and media.media_type == MediaType.VIDEO:
            thumbnails_create(media=media)
        obj.refresh_from_db()

    def delete_through_service(self, obj: Media) -> None:
        """With files, renditions and counts."""
        services.media_delete(media=obj)

    # -- actions ---------------------------------------------------------------------------------------------

    @admin.action(description="Generate missing encoding(s)", permissions=["change"])
    def generate_missing_encodings(self, request: HttpRequest, queryset: QuerySet[Media]) -> None:
        """Queue the active profiles that the ticked videos lack and are high enough for."""
        active = set(profiles_active().values_list("pk", flat=True))
        queued = 0
        present = Prefetch("encodings", Encoding.objects.filter(former=None))
        for media in queryset.filter(media_type=MediaType.VIDEO).prefetch_related(present):
            missing = sorted(active - {encoding.profile_id for encoding in media.encodings.all()})
            if missing:
                queued += len(media_encode(media=media, profiles=missing, force=False))
        left_out = queryset.exclude(media_type=MediaType.VIDEO).count()
        text = f"{queued} encoding(s) queued."
        if left_out:
            text += f" {left_out} of the chosen media are no videos and were left out."
        self.message_user(request, text, messages.SUCCESS if queued else messages.INFO)

    @admin.action(description="Try again what failed", permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Media]) -> None:
        """Have everything done again that failed of the ticked media."""
        count = sum(media_retry(media=media) for media in queryset)
        self.message_user(request, f"{count} job(s) queued.", messages.SUCCESS if count else messages.INFO)

    @admin.action(description="Mark as reviewed", permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet[Media]) -> None:
        """Let the ticked media be listed, as far as their state allows."""
        self._review(request, queryset, is_reviewed=True)

    @admin.action(description="Mark as not reviewed", permissions=["change"])
    def mark_not_reviewed(self, request: HttpRequest, queryset: QuerySet[Media]) -> None:
        """Take the ticked media off the listings."""
        self._review(request, queryset, is_reviewed=False)

    def _review(self, request: HttpRequest, queryset: QuerySet[Media], *, is_reviewed: bool) -> None:
        for media in queryset:
            services.media_review_set(media=media, is_reviewed=is_reviewed)
        self.message_user(request, f"{len(queryset)} media changed.", messages.SUCCESS)

    @admin.action(description="Forget reports", permissions=["change"])
    def reset_reports(self, request: HttpRequest, queryset: QuerySet[Media]) -> None:
        """Set the reports of the ticked media back; their state stays."""
        for media in queryset:
            reports_reset(media=media)
        self.message_user(request, f"{len(queryset)} media changed.", messages.SUCCESS)


@admin.register(License)
class LicenseAdmin(ModelAdmin[License]):
    list_display = ["title"]
    search_fields = ["title"]
