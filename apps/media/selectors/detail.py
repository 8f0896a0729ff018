"""``GET /api/v1/media/<token>``: one media with all that its page shows (spec/api-media.md §6)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from apps.actions.models import Rating
from apps.categories.models import Category
from apps.encoding.models import EncodeProfile, Encoding
from apps.media import access
from apps.media.hls import hls_info
from apps.media.models import Media, MediaPermission, MediaType
from apps.media.selectors.related import related_media, slideshow
from apps.media.selectors.rows import Row, with_previews
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class MediaDetail:
    """A media and everything around it. Rows are dictionaries of the columns named."""

    media: Media
    is_shared: bool
    preview: str
    """Path of the GIF preview, or ""."""
    encodings: list[Row]
    """Final renditions of a video, without previews: the columns of ENCODING_FIELDS, oldest first.

    While those of a new file are being made, only those of the former one."""
    categories: list[Row]
    """``title``, ``is_lms_course``: those that the requester may know of, by title."""
    tags: list[str]
    subtitles: list[Row]
    """``subtitle_file``, ``language__code``, ``language__title``."""
    chapters: Any
    """What ``files_videochapterdata.data`` holds, or None."""
    ratings: list[Row]
    """``id``, ``title`` of rating categories and the requester's ``score``, -1 without one."""
    slideshow: list[Row]
    related: list[Row]
    hls: dict[str, str]


ENCODING_FIELDS = (
    "id",
    "profile__name",
    "profile__resolution",
    "profile__codec",
    "media_file",
    "progress",
    "size",
    "status",
)


def media_by_token(token: str) -> Media | None:
    """The media of this token with its owner, or None."""
    return Media.objects.select_related("user").filter(friendly_token=token).first()


def media_for_viewer(token: str, user: access.Requester) -> tuple[Media | None, bool]:
    """The media of this token, ready for ``media_detail``, and whether `user` may see it: one query."""
    media = (
        Media.objects.select_related("user", "chapters")
        .annotate(
            viewable=ExpressionWrapper(access.viewable_by(user), output_field=BooleanField()),
            shared=ExpressionWrapper(_is_shared(), output_field=BooleanField()),
        )
        .filter(friendly_token=token)
        .first()
    )
    return media, media is not None and bool(media.viewable)


def _is_shared() -> Q:
    permissions = MediaPermission.objects.filter(media=OuterRef("pk"))
    links = Media.category.through.objects.filter(media=OuterRef("pk"), category__is_rbac_category=True)
    return Q(Exists(permissions)) | Q(Exists(links))


def media_detail(media: Media, user: access.Requester) -> MediaDetail:
    """Everything that the page of `media` shows to `user`, in a constant number of queries.

    Args:
        media: from ``media_for_viewer``.
        user: the requester, whose access has been checked.
    """
    categories = list(
        Category.objects.filter(media=media)
        .annotate(known=ExpressionWrapper(access.visible_categories(user), output_field=BooleanField()))
        .order_by("title", "pk")
        .values("id", "title", "is_lms_course", "known")
    )
    related = related_media(media, categories[0]["id"] if categories else None)
    itself: Row = {"id": media.pk, "preview_file_path": media.preview_file_path}
    with_previews([*related, itself])
    return MediaDetail(
        media=media,
        is_shared=bool(media.shared),  # type: ignore[attr-defined]  # annotated by media_for_viewer
        preview=itself["preview_file_path"],
        encodings=_encodings(media),
        categories=[dict(category) for category in categories if category["known"]],
        tags=list(media.tags.order_by("title").values_list("title", flat=True)),
        subtitles=_subtitles(media),
        chapters=media.chapters.data if hasattr(media, "chapters") else None,
        ratings=_ratings(media, user),
        slideshow=slideshow(media),
        related=related,
        hls=hls_info(media.hls_file),
    )


def _encodings(media: Media) -> list[Row]:
    if media.media_type != MediaType.VIDEO:
        return []
    renditions = Encoding.objects.filter(media=media, chunk=False, profile__resolution__isnull=False)
    renditions = renditions.exclude(profile__extension=EncodeProfile.Extension.GIF)
    rows = list(renditions.order_by("pk").values(*ENCODING_FIELDS, "former"))
    shown = [row for row in rows if row["former"]] or rows
    return [{field: row[field] for field in ENCODING_FIELDS} for row in shown]


def _subtitles(media: Media) -> list[Row]:
    captions = media.subtitles.order_by("language__title", "pk")
    fields = ("subtitle_file", "language__code", "language__title")
    rows: list[Row] = [dict(row) for row in captions.values(*fields)]
    # The legacy order: titles by the database's collation within first letters by code point.
    return sorted(rows, key=lambda row: row["language__title"][:1])


def _ratings(media: Media, user: access.Requester) -> list[Row]:
    if not settings.ALLOW_RATINGS:
        return []
    scores: dict[int, int] = {}
    if isinstance(user, User):
        own = Rating.objects.filter(media=media, user=user)
        scores = dict(own.values_list("rating_category_id", "score"))
    categories = media.rating_category.filter(enabled=True).order_by("pk").values("id", "title")
    return [{**category, "score": scores.get(category["id"], -1)} for category in categories]
