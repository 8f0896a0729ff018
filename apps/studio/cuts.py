"""The files of a media, cut, and put in the place of the uncut ones (spec/pipeline.md §12.3, §12.4).

Cut files get names of their own: rows and files change together when a transaction commits, and whoever works
with the former files notices.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.http import int_to_base36

from apps.common.storage import sync
from apps.encoding import cutting, probe, selectors
from apps.encoding.models import Encoding
from apps.encoding.paths import hls_directory, media_path
from apps.encoding.rows import media_columns_set
from apps.encoding.services import facts_described, media_encode, media_status_refresh
from apps.encoding.services.files import files_remove_on_commit, human_size
from apps.encoding.services.outcome import rows_remove
from apps.media.models import Media, MediaType

logger = logging.getLogger(__name__)

NAME_BYTES = 200
"""What is kept of a file name, so that what is put before it fits into what file systems take."""

_UID_PREFIX = re.compile(r"[0-9a-f]{32}(?:_[a-zA-Z0-9]{7})?\.")


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut files of a media that are not in use yet.

    Attributes:
        source: stored name of the original.
        original: absolute path of its cut.
        facts: what that holds.
        renditions: absolute paths of the cuts of finished renditions, by their stored names.
    """

    source: str
    original: Path
    facts: probe.Facts
    renditions: Mapping[str, Path]


def finished(media: Media) -> QuerySet[Encoding]:
    """Return the renditions of a media that have a file and are of its present original."""
    return selectors.present_finished(media)


@contextmanager
def cut_files(media: Media, pieces: Sequence[cutting.Piece], *, mark: int, deadline: float) -> Iterator[Cut]:
    """Cut the original of a media and its finished renditions beside them. What is not put to use is removed.

    Args:
        media: a video or an audio file.
        pieces: what is kept.
        mark: number of the request, part of the names: another try writes over what a killed one left.
        deadline: second of the monotonic clock at which FFmpeg is ended.

    Raises:
        cutting.CutError: the original is missing or cannot be cut. A rendition that cannot is left out.
        runner.ProgramError: FFmpeg is missing, or the time is over.
    """
    with ExitStack() as leftovers:

        def cut_one(name: str, key: object) -> tuple[Path, probe.Facts]:
            path = media_path(name)
            target = path.with_name(f"{media.uid.hex}_trim{mark}-{key}{path.suffix}")
            leftovers.callback(target.unlink, missing_ok=True)
            return target, cutting.cut(path, target, pieces, deadline=deadline)

        source = str(media.media_file)
        if not source or not media_path(source).is_file():
            raise cutting.CutError("the file of the media is missing")
        original, facts = cut_one(source, "original")
        if media.media_type == MediaType.VIDEO and facts.video is None:
            raise cutting.CutError("no video is left")
        renditions = {}
        for row in finished(media):
            try:
                renditions[str(row.media_file)], _ = cut_one(str(row.media_file), row.pk)
            except cutting.CutError as error:
                logger.warning("rendition %d cannot be cut and is made anew: %s", row.pk, error)
        yield Cut(source=source, original=original, facts=facts, renditions=renditions)


def cut_apply(media: Media, cut: Cut, sources: Mapping[int, str], *, mark: int) -> None:
    """Put cut files in the place of those of a media, and let go of all that has the former length.

    The preview, and renditions that are not cut, are made anew; so are the sprite and HLS when the trim is
    finished. Files are renamed when all else has gone well. Call it in a transaction, the media locked.

    Args:
        media: the one that was cut, or a copy of it.
        sources: by the ids of the renditions of `media`, the stored names that `cut` knows them by.
        mark: as for ``cut_files``.
    """
    renames: list[tuple[Path, Path]] = []

    def renamed(staged: Path, old: str) -> str:
        new = str(PurePath(old).with_name(_new_name(media, PurePath(old).name, mark)))
        renames.append((staged, media_path(new)))
        files_remove_on_commit([old])
        return new

    _original_set(media, cut, renamed(cut.original, str(media.media_file)))
    kept, removed = [], []
    rows_remove(selectors.former(media))
    for row in media.encodings.select_related("profile"):
        staged = cut.renditions.get(sources.get(row.pk, ""))
        if staged is None:
            removed.append(row)
            continue
        size = human_size(staged.stat().st_size)
        name = renamed(staged, str(row.media_file))
        Encoding.objects.filter(pk=row.pk).update(media_file=name, size=size, update_date=timezone.now())
        kept.append(row)
    rows_remove(removed)
    _encode_missing(media, kept, removed)
    media_status_refresh(media_id=media.pk)
    for staged, path in renames:
        staged.replace(path)
    for folder in {path.parent for _, path in renames}:
        sync(folder)


def _new_name(media: Media, name: str, mark: int) -> str:
    """A name that the storage could have given, with the number of a request for the random characters."""
    rest = _UID_PREFIX.sub("", name, count=1) if _UID_PREFIX.match(name) else name
    rest = rest.encode()[-NAME_BYTES:].decode(errors="ignore")
    return f"{media.uid.hex}_{int_to_base36(mark).zfill(7)}.{rest}"


def _original_set(media: Media, cut: Cut, name: str) -> None:
    columns = facts_described(media, cut.facts.at(media_path(name))).columns
    del columns["encoding_status"]  # its encodings decide
    files_remove_on_commit([str(media.sprites)])
    media_columns_set(media, media_file=name, sprites="", hls_file="", **columns)
    transaction.on_commit(partial(shutil.rmtree, hls_directory(media.uid), ignore_errors=True))


def _encode_missing(media: Media, kept: Iterable[Encoding], removed: Iterable[Encoding]) -> None:
    """Queue what active profiles, or renditions that are gone, ask for (spec/pipeline.md §12.4)."""
    if media.media_type != MediaType.VIDEO or settings.DO_NOT_TRANSCODE_VIDEO:
        return
    wanted = set(selectors.profiles_active().values_list("pk", flat=True))
    wanted |= {row.profile_id for row in removed}
    missing = wanted - {row.profile_id for row in kept}
    if missing:
        media_encode(media=media, profiles=sorted(missing))
