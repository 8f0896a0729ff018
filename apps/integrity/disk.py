"""From files to rows: what lies in the media folder and no row names.

The folder is walked a thousand files at a time, and rows are looked up by what has an index: the uid in the
names (spec/pipeline.md §3). Only names without a uid, and those that their media does not name, are searched
for by name.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Model, Q

from apps.captions.models import Subtitle
from apps.categories.models import Category
from apps.common.storage import media_root
from apps.encoding.litter import is_held
from apps.encoding.models import DerivedFile, Encoding
from apps.encoding.paths import TEMPORARY_PREFIX, media_path
from apps.integrity.findings import Code, Finding
from apps.integrity.rows import PICTURES
from apps.media.models import EncodingStatus, Media
from apps.pages.models import TinyMCEMedia
from apps.users.models import Channel, User

AT_ONCE = 1000
_OF_MEDIA = re.compile(r"([0-9a-f]{32})[._]")
_CHUNK_SOURCE = re.compile(r"\d{2,}_[0-9a-zA-Z]+_([0-9a-f]{32})[._]")
_HLS_FOLDER = re.compile(r"([0-9a-f]{32})(\.?[0-9a-zA-Z]{9})?")
_PARTIAL = re.compile(r"\..*\.part(\.\w+)?")
_PICTURES_ELSEWHERE: tuple[tuple[type[Model], str], ...] = (
    (Category, "thumbnail"),
    (User, "logo"),
    (Channel, "banner_logo"),
    (TinyMCEMedia, "file"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder as the walk finds it.

    Attributes:
        name: relative to the media root.
        uid: of the media that its name says it belongs to, in hexadecimal; ``""`` if it says nothing.
        size: bytes.
        age: seconds since it was last written.
    """

    path: Path
    name: str
    uid: str
    size: int
    age: float


def file_findings(*, owner: str = "", uid: str = "") -> Iterator[Finding]:
    """Say which files no row names.

    Args:
        owner: only look into this user's folders.
        uid: only say what the names of files of this media say.
    """
    for batch in _batches(_files(owner), AT_ONCE):
        yield from _judged([entry for entry in batch if not uid or entry.uid == uid])
    for batch in _batches(_hls_folders(uid), AT_ONCE):
        yield from _judged_hls(batch)


def temporary_findings() -> Iterator[Finding]:
    """Say which folders of temporary files no run works in."""
    used = {
        str(Path(name).parent)
        for name in Encoding.objects.filter(status=EncodingStatus.RUNNING).values_list("temp_file", flat=True)
    }
    for path in _entries(Path(settings.TEMP_DIRECTORY)):
        is_ours = path.name.startswith(TEMPORARY_PREFIX) and path.is_dir()
        if is_ours and str(path) not in used and not is_held(path):
            size, age = _measured(path)
            yield Finding(Code.TEMPORARY_FOLDER, path=str(path), size=size, age=age)


# -- walking -------------------------------------------------------------------------------------------------


def _batches(entries: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    while batch := list(islice(entries, size)):
        yield batch


def _files(owner: str) -> Iterator[Entry]:
    root = media_root()
    for folder in _folders_of_media(owner):
        for path in _walk(folder):
            found = _OF_MEDIA.match(path.name) or _CHUNK_SOURCE.match(path.name)
            yield from _entry(path, str(path.relative_to(root)), found[1] if found else "")
    for folder in _other_folders(owner):
        for path in _walk(folder):
            yield from _entry(path, str(path.relative_to(root)), "")


def _entry(path: Path, name: str, uid: str) -> Iterator[Entry]:
    try:
        stat = path.lstat()
    except FileNotFoundError:
        return
    yield Entry(path, name, uid, stat.st_size, _age(stat))


def _age(stat: os.stat_result) -> float:
    """Seconds since a file got its content or came here: a restored file may be written long ago."""
    return time.time() - max(stat.st_mtime, stat.st_ctime)


def _folders_of_media(owner: str) -> Iterator[Path]:
    """Folders in which names begin with the uid of a media."""
    root = media_root()
    originals, thumbnails = root / settings.MEDIA_UPLOAD_DIR, root / settings.THUMBNAIL_UPLOAD_DIR
    yield from (folder / "user" / owner for folder in (originals, thumbnails))
    encoded = root / settings.MEDIA_ENCODING_DIR
    yield from (profile / owner for profile in _entries(encoded))


def _other_folders(owner: str) -> Iterator[Path]:
    """Folders of files that only their rows tell about."""
    root = media_root()
    yield root / settings.SUBTITLES_UPLOAD_DIR / "user" / owner
    if not owner:
        yield from (root / settings.MEDIA_UPLOAD_DIR / "categories", root / "tinymce_media")


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(parent) / name for name in sorted(names))


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _measured(folder: Path) -> tuple[int, float]:
    """Bytes in a folder, and the seconds since something in it was last written."""
    entries = [entry for path in (folder, *_walk(folder)) for entry in _entry(path, path.name, "")]
    size = sum(entry.size for entry in entries if entry.path != folder)
    return size, min((entry.age for entry in entries), default=0.0)


def _hls_folders(uid: str) -> Iterator[Entry]:
    """Folders of HLS, not measured yet: there are many, with many segments each."""
    if not Path(settings.HLS_DIR).is_dir():
        return
    with os.scandir(settings.HLS_DIR) as entries:
        for one in entries:
            found = _HLS_FOLDER.fullmatch(one.name)
            if found and one.is_dir(follow_symlinks=False) and (not uid or found[1] == uid):
                yield Entry(Path(one.path), one.name, found[1], 0, 0.0)


# -- judging -------------------------------------------------------------------------------------------------


def _judged(entries: list[Entry]) -> Iterator[Finding]:
    partial = [entry for entry in entries if _PARTIAL.fullmatch(entry.path.name)]
    yield from (_finding(Code.PARTIAL_FILE, entry) for entry in partial)
    whole = [entry for entry in entries if entry not in partial]
    media = _media_by_uid(entry.uid for entry in whole)
    named = _named_by(media.values())
    unnamed = [entry for entry in whole if entry.name not in named]
    elsewhere = _named_elsewhere([entry.name for entry in unnamed])
    for entry in unnamed:
        if entry.name not in elsewhere:
            owner = media.get(entry.uid)
            yield _finding(_code(entry, owner), entry, owner)


def _code(entry: Entry, owner: Media | None) -> Code:
    is_original = entry.name.startswith(f"{_normal(settings.MEDIA_UPLOAD_DIR)}/user/")
    if not entry.uid:
        return Code.UNNAMED_FILE
    if is_original and _CHUNK_SOURCE.match(entry.path.name):
        return Code.CHUNK_SOURCE_LEFT
    if owner is None:
        return Code.ORPHAN_ORIGINAL if is_original else Code.ORPHAN_FILE
    return Code.FORMER_ORIGINAL if is_original else Code.FORMER_FILE


def _finding(code: Code, entry: Entry, owner: Media | None = None) -> Finding:
    token = owner.friendly_token if owner else ""
    return Finding(code, token, str(entry.path), size=entry.size, age=entry.age)


def _normal(folder: str) -> str:
    return os.path.normpath(folder)


def _media_by_uid(uids: Iterable[str]) -> dict[str, Media]:
    columns = ("pk", "uid", "friendly_token", "media_file", "preview_file_path", "hls_file", *PICTURES)
    rows = Media.objects.filter(uid__in={UUID(uid) for uid in uids if uid}).only(*columns)
    return {row.uid.hex: row for row in rows}


def _named_by(media: Iterable[Media]) -> set[str]:
    """What these media and their encodings name, relative to the media root."""
    rows = list(media)
    ids = [row.pk for row in rows]
    names = {str(getattr(row, column)) for row in rows for column in ("media_file", *PICTURES)}
    absolute = {row.preview_file_path for row in rows}
    for file, chunk in Encoding.objects.filter(media__in=ids).values_list("media_file", "chunk_file_path"):
        names.add(file)
        absolute.add(chunk)
    names.update(DerivedFile.objects.filter(media__in=ids).values_list("file", flat=True))
    return {_normal(name) for name in names if name} | _relative(absolute)


def _relative(paths: Iterable[str]) -> set[str]:
    root = media_root()
    inside = (media_path(path) for path in paths if path and _is_inside(path))
    return {str(path.relative_to(root)) for path in inside}


def _is_inside(path: str) -> bool:
    root = media_root()
    return Path(path).is_relative_to(root) or Path(path).is_relative_to(root.resolve())


def _named_elsewhere(names: list[str]) -> set[str]:
    """Those of these names that rows of other media, or of other tables, name.

    A legacy server names the pictures of a copy for its source, and files keep their names when uids change.
    """
    if not names:
        return set()
    found = set(Subtitle.objects.filter(subtitle_file__in=names).values_list("subtitle_file", flat=True))
    found.update(Encoding.objects.filter(media_file__in=names).values_list("media_file", flat=True))
    used = Q(media_file__in=names)
    for column in PICTURES:
        used |= Q(**{f"{column}__in": names})
    for row in Media.objects.filter(used).values_list("media_file", *PICTURES):
        found.update(row)
    for model, column in _PICTURES_ELSEWHERE:
        rows = model._default_manager.filter(**{f"{column}__in": names})
        found.update(rows.values_list(column, flat=True))
    return found


def _judged_hls(entries: Iterable[Entry]) -> Iterator[Finding]:
    batch = list(entries)
    media = _media_by_uid(entry.uid for entry in batch)
    for entry in batch:
        owner = media.get(entry.uid)
        if owner is not None and Path(owner.hls_file).parent == entry.path:
            continue
        size, age = _measured(entry.path)
        code = Code.ORPHAN_HLS if entry.name == entry.uid else Code.HLS_STAGING
        yield _finding(code, replace(entry, size=size, age=age), owner)
