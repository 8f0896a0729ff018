"""Which files belong to a media, and how they go (spec/pipeline.md §3, §13.4).

A file belongs to a media because the naming rules say so: its name carries the media's uid. The stored name
alone is not enough, since a row of a legacy server may name a file of somebody else. Pictures and captions
are the exception: only services store their names, and uploaded ones carry no uid.
"""

import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import Q

from apps.common.storage import absolute_media_path, media_root
from apps.media.models import Media

logger = logging.getLogger(__name__)

PICTURE_COLUMNS = ("thumbnail", "poster", "sprites", "uploaded_thumbnail", "uploaded_poster")


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """The files and the HLS folders of a media, as absolute paths."""

    files: frozenset[Path]
    folders: frozenset[Path]

    def remove(self) -> None:
        """Remove all of them. What cannot be removed is logged and left."""
        for path in self.files:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                logger.warning("file of a deleted media left behind: %s", error)
        for path in self.folders:
            try:
                shutil.rmtree(path)
            except OSError as error:
                logger.warning("folder of a deleted media left behind: %s", error)


def stored_files(media: Media) -> StoredFiles:
    """Everything on disk that belongs to `media`, orphans of earlier encodes and thumbnails included.

    Call it while the row and its encodings and captions are still there.
    """
    named = {path for name in _stored_names(media) if (path := _below_media_root(name))}
    orphans = _orphans(media, {path.parent for path in named} | set(_owner_folders(media)))
    return StoredFiles(
        files=frozenset(named | (orphans - _pictures_of_others(media, orphans - named))),
        folders=frozenset(_hls_folders(media)),
    )


def generated_files(media: Media) -> StoredFiles:
    """What is on disk under the uid of `media`, whether its row was stored or not. Asks no database."""
    return StoredFiles(
        files=frozenset(_orphans(media, _owner_folders(media))), folders=frozenset(_hls_folders(media))
    )


def _stored_names(media: Media) -> Iterator[str]:
    """Names in the columns, relative or absolute; those that have to carry the uid only if they do."""
    for column in PICTURE_COLUMNS:
        yield str(getattr(media, column))
    yield from media.subtitles.values_list("subtitle_file", flat=True)
    named_by_uid = [str(media.media_file), media.preview_file_path]
    for names in media.encodings.values_list("media_file", "chunk_file_path"):
        named_by_uid.extend(names)
    yield from (name for name in named_by_uid if media.uid.hex in PurePath(name).name)


def _below_media_root(name: str) -> Path | None:
    if not name:
        return None
    try:
        path = absolute_media_path(name)
    except SuspiciousFileOperation:
        logger.warning("stored name outside the media root left alone: %s", name)
        return None
    return None if path == media_root() else path


def _owner_folders(media: Media) -> Iterator[Path]:
    """The folders into which the owner's originals, thumbnails and renditions go."""
    username, root = media.user.username, media_root()
    yield root / settings.MEDIA_UPLOAD_DIR / "user" / username
    yield root / settings.THUMBNAIL_UPLOAD_DIR / "user" / username
    yield from (entry / username for entry in _entries(root / settings.MEDIA_ENCODING_DIR))


def _orphans(media: Media, folders: Iterable[Path]) -> set[Path]:
    """Files of these folders named for `media`: ``<uid>.…``, ``<uid>_…``, and chunks of its source."""
    uid = media.uid.hex
    return {
        path
        for folder in folders
        for path in _entries(folder)
        if path.name.startswith((f"{uid}.", f"{uid}_")) or f"_{uid}." in path.name
    }


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _pictures_of_others(media: Media, paths: Iterable[Path]) -> set[Path]:
    """Those of `paths` that other media show: a legacy server names the pictures of a copy for its source."""
    root = media_root()
    names = {str(path.relative_to(root)): path for path in paths if path.is_relative_to(root)}
    if not names:
        return set()
    used = Q()
    for column in PICTURE_COLUMNS:
        used |= Q(**{f"{column}__in": list(names)})
    rows = Media.objects.filter(used).exclude(pk=media.pk).values_list(*PICTURE_COLUMNS)
    return {names[name] for row in rows for name in row if name in names}


def _hls_folders(media: Media) -> Iterator[Path]:
    """The folder of the playlists, directly below ``HLS_DIR`` and named for `media`."""
    root = Path(settings.HLS_DIR)
    for folder in {root / media.uid.hex, Path(media.hls_file).parent}:
        if folder.parent == root and folder.name.startswith(media.uid.hex) and folder.is_dir():
            yield folder
