"""What the edit page of a media changes (spec/forms.md §2)."""

import datetime as dt
import logging
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.categories.models import Tag
from apps.common.storage import remove_file
from apps.common.text import plain_text
from apps.encoding.images import POSTER_WIDTH, THUMBNAIL_WIDTH, ImageError, fit_width
from apps.encoding.paths import temporary_directory
from apps.encoding.services import thumbnails_create
from apps.media.counters import tag_counts_refresh
from apps.media.models import Media, MediaType
from apps.media.services.create import TITLE_LENGTH
from apps.media.services.files import PICTURE_COLUMNS
from apps.media.upkeep import media_store
from apps.users.models import User

logger = logging.getLogger(__name__)

TAG_LENGTH = 100
POSTER_QUALITY = 85
SLUG_TAKEN = gettext_lazy("This slug is already in use. Please choose a different one.")


def media_metadata_update(
    *,
    media: Media,
    editor: User,
    title: str,
    description: str,
    tags: Iterable[str],
    add_date: dt.datetime | None,
    enable_comments: bool,
    thumbnail_time: float | None = None,
    uploaded_poster: UploadedFile | bool | None = None,
    friendly_token: str = "",
) -> Media:
    """Edit a media as its page says, all or nothing; the picture of a video follows its time.

    Args:
        media: which one.
        editor: who edits, and becomes the user of new tags.
        title: the stored file name if blank. Tags are stripped, then it is cut to 100 characters.
        description: tags are stripped.
        tags: titles, as ``tag_titles`` gives them. The media has exactly these from now on.
        add_date: now if None.
        enable_comments: whether comments are taken.
        thumbnail_time: seconds; a random time if None or outside of the video. For videos only.
        uploaded_poster: a picture to show in place of the generated one; False removes the one there is.
        friendly_token: another token; the current one stays if it is "".

    Returns:
        The media as it is stored now.

    Raises:
        ValidationError: the poster is no picture, or the token is taken.
    """
    pictures = _pictures(uploaded_poster) if isinstance(uploaded_poster, UploadedFile) else None
    with ExitStack() as undo, transaction.atomic():
        media = _locked(media)
        media.title = plain_text(title.strip() or PurePath(media.media_file.name or "").name, TITLE_LENGTH)
        media.description = plain_text(description)
        media.add_date = add_date or timezone.now()
        media.enable_comments = enable_comments
        if friendly_token and friendly_token != media.friendly_token:
            media.friendly_token = _free_token(friendly_token)
        if pictures or uploaded_poster is False:
            undo.callback(_posters_replace(media, pictures))
        media_tags_set(media=media, titles=tags, user=editor)
        media_store(
            media,
            *("title", "description", "add_date", "enable_comments", "friendly_token", "edit_date"),
            *("uploaded_poster", "uploaded_thumbnail"),
        )
        undo.pop_all()
    if media.media_type == MediaType.VIDEO:
        _thumbnail_time_set(media, thumbnail_time)
    return media


def media_tags_set(*, media: Media, titles: Iterable[str], user: User) -> None:
    """Give a media exactly these tags; missing ones are made. Counts are refreshed, the search index is not.

    Args:
        media: which one.
        titles: of the tags, in upper and lower case as given.
        user: of new tags.
    """
    with transaction.atomic():
        before = set(media.tags.values_list("pk", flat=True))
        tags = [Tag.objects.get_or_create(title=title, defaults={"user": user})[0] for title in titles]
        media.tags.set(tags)
        tag_counts_refresh(list(before | {tag.pk for tag in tags}))


def tag_titles(text: str) -> list[str]:
    """The tags of a comma separated list: letters, digits and single spaces, each once.

    >>> tag_titles("foo, Bar-Baz!!, foo,  ,éa b")
    ['foo', 'BarBaz', 'éa b']
    """
    kept = ("".join(char for char in part if char.isalnum() or char.isspace()) for part in text.split(","))
    titles = (" ".join(part.split())[:TAG_LENGTH].strip() for part in kept)
    return list(dict.fromkeys(title for title in titles if title))


def _locked(media: Media) -> Media:
    rows = Media.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return rows.get(pk=media.pk)


def _free_token(token: str) -> str:
    if Media.objects.filter(friendly_token=token).exists():
        raise ValidationError({"friendly_token": [SLUG_TAKEN]})
    return token


# -- pictures ------------------------------------------------------------------------------------------------


def _pictures(upload: UploadedFile) -> dict[str, ContentFile[bytes]]:
    """The poster and the thumbnail that an upload becomes, named for it.

    Raises:
        ValidationError: it is no picture.
    """
    name = f"{PurePath(upload.name or '').stem or 'poster'}.jpg"
    try:
        with temporary_directory() as folder:
            original, poster = folder / "original", folder / "poster.jpg"
            upload.seek(0)
            original.write_bytes(upload.read())
            poster.write_bytes(fit_width(original, POSTER_WIDTH, quality=POSTER_QUALITY))
            return {
                "uploaded_poster": ContentFile(poster.read_bytes(), name),
                "uploaded_thumbnail": ContentFile(fit_width(poster, THUMBNAIL_WIDTH), name),
            }
    except ImageError as error:
        text = _("Upload a valid image. The file you uploaded was either not an image or a corrupted image.")
        raise ValidationError({"uploaded_poster": [text]}) from error


def _posters_replace(media: Media, pictures: dict[str, ContentFile[bytes]] | None) -> partial[None]:
    """Store uploaded pictures in place of those that there are, or only let those go.

    Returns:
        What takes it back on disk. The old files go when the transaction commits.
    """
    columns = ("uploaded_poster", "uploaded_thumbnail")
    old = [name for column in columns if (name := getattr(media, column).name)]
    stored = []
    for column in columns:
        setattr(media, column, "")
        if pictures:
            field, picture = getattr(media, column), pictures[column]
            field.save(picture.name, picture, save=False)
            stored.append(field.name)
    transaction.on_commit(partial(_unused_remove, old))
    return partial(_remove, stored)


def _unused_remove(names: Iterable[str]) -> None:
    """Remove pictures that no media shows: a legacy server lets copies share them."""
    for name in names:
        shown = Q()
        for column in PICTURE_COLUMNS:
            shown |= Q(**{column: name})
        if not Media.objects.filter(shown).exists():
            remove_file(name)


def _remove(names: Iterable[str]) -> None:
    for name in names:
        remove_file(name)


def _thumbnail_time_set(media: Media, seconds: float | None) -> None:
    """Show a video at another time; the one that was taken is stored."""
    wanted = None if seconds is None else round(seconds, 1)
    if wanted == media.thumbnail_time:
        return
    media.thumbnail_time = wanted
    thumbnails_create(media=media)
    Media.objects.filter(pk=media.pk).update(thumbnail_time=media.thumbnail_time)
