"""Thumbnails, posters and sprites of media items (spec/pipeline.md §5)."""

from __future__ import annotations

import logging
from pathlib import Path

from django.db import transaction

from apps.encoding import images
from apps.encoding.paths import temporary_directory
from apps.encoding.rows import media_lock
from apps.encoding.services.files import file_remove, file_store, files_remove_on_commit
from apps.media.models import Media, MediaType

logger = logging.getLogger(__name__)


def thumbnails_create(*, media: Media) -> bool:
    """Make the thumbnail and the poster of a video or an image, in place of those it has.

    A video is shown at its ``thumbnail_time`` if that lies inside it, else at a random time, which the caller
    finds in ``media.thumbnail_time`` if it is to be stored; the row keeps its own.

    Returns:
        False if no picture could be made; the old ones stay.
    """
    try:
        return _thumbnails_make(media)
    except images.ImageError as error:
        logger.warning("no thumbnail for %s: %s", media.friendly_token, error)
        return False


def _thumbnails_make(media: Media, *, replace: bool = True) -> bool:
    source = Path(media.media_file.path)
    with temporary_directory() as folder:
        if media.media_type == MediaType.VIDEO:
            picture = folder / "frame.jpg"
            images.video_frame(source, picture, seconds=_thumbnail_time(media))
        else:
            picture = source
        made = {column: folder / f"{column}.jpg" for column in ("thumbnail", "poster")}
        pictures = images.fit_widths(picture, (images.THUMBNAIL_WIDTH, images.POSTER_WIDTH))
        for path, content in zip(made.values(), pictures, strict=True):
            path.write_bytes(content)
        return _pictures_store(media, f"{source.name}.jpg", made, replace=replace)


def thumbnails_fill(*, media: Media) -> bool:
    """Make the thumbnail and the poster of a video that was uploaded without them; its time stays unset.

    Returns:
        False if it has them.

    Raises:
        ImageError: no picture can be made.
    """
    if media.media_type != MediaType.VIDEO or media.thumbnail:
        return False
    wanted = media.thumbnail_time
    try:
        return _thumbnails_make(media, replace=False)
    finally:
        media.thumbnail_time = wanted


def sprite_create(*, media: Media) -> bool:
    """Make the sprite of a video, in place of the one it has.

    Returns:
        False if there is none: the video is too short or too long.

    Raises:
        ImageError: it cannot be decoded.
    """
    source = Path(media.media_file.path)
    content = images.sprite(source, duration=media.duration)
    if content is None:
        return False
    with temporary_directory() as folder:
        sprite = folder / "sprites.jpg"
        sprite.write_bytes(content)
        return _pictures_store(media, f"{source.name}sprites.jpg", {"sprites": sprite})


def _thumbnail_time(media: Media) -> float:
    wanted = media.thumbnail_time
    if not wanted or not 0 <= wanted < media.duration:
        media.thumbnail_time = wanted = images.random_time(media.duration)
    return wanted


def _pictures_store(media: Media, name: str, pictures: dict[str, Path], *, replace: bool = True) -> bool:
    """Store pictures under the columns that they are keyed by, all or none.

    Returns:
        False if the media is gone, or has another file by now, or has a thumbnail to keep.
    """
    stored: dict[str, str] = {}
    try:
        for column, picture in pictures.items():
            stored[column] = file_store(getattr(media, column), name, picture)
        with transaction.atomic():
            row = media_lock(media.pk)
            if row is not None and row.media_file.name != media.media_file.name:
                row = None  # they show a former file
            if row is not None and not replace and row.thumbnail:
                row = None  # made or chosen meanwhile
            if row is not None:
                files_remove_on_commit(getattr(row, column).name for column in pictures)
                Media.objects.filter(pk=media.pk).update(**stored)
    except BaseException:
        for path in stored.values():
            file_remove(path)
        raise
    if row is None:
        for path in stored.values():
            file_remove(path)
        return False
    for column, path in stored.items():
        setattr(media, column, path)
    return True
