"""From rows to files: what media and their encodings, captions and pictures name, and is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import Prefetch, QuerySet

from apps.encoding import ladder, probe
from apps.encoding.models import DerivedFile, Encoding
from apps.encoding.paths import media_path
from apps.integrity.findings import Code, Finding
from apps.integrity.playlists import hls_findings
from apps.media.models import EncodingStatus, Media, MediaType

BATCH = 500
PICTURES = {
    "thumbnail": Code.THUMBNAIL_MISSING,
    "poster": Code.THUMBNAIL_MISSING,
    "sprites": Code.SPRITE_MISSING,
    "uploaded_thumbnail": Code.PICTURE_MISSING,
    "uploaded_poster": Code.PICTURE_MISSING,
}


def media_in_batches(media: QuerySet[Media]) -> Iterator[list[Media]]:
    """Give media with what they name, `BATCH` at a time, in the order of their keys."""
    encodings = Encoding.objects.select_related("profile", "former").defer("commands", "logs")
    rows = media.order_by("pk").defer("search", "description")
    rows = rows.prefetch_related(Prefetch("encodings", encodings), "subtitles", "derived_files")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield batch


def media_findings(media: Media, *, deep: bool = False) -> Iterator[Finding]:
    """Say what one media names and is not there.

    Args:
        media: of `media_in_batches`.
        deep: probe the files of encodings, which costs a program each.
    """
    token = media.friendly_token
    yield from _original(media)
    for encoding in media.encodings.all():
        yield from _encoding(token, encoding, deep=deep)
    for column, code in PICTURES.items():
        if name := getattr(media, column).name:
            yield from _missing(code, token, name, detail=column)
    for caption in media.subtitles.all():
        yield from _missing(Code.CAPTION_MISSING, token, str(caption.subtitle_file), subject=caption.pk)
    yield from _derived(media)
    if media.media_type == MediaType.VIDEO:
        yield from _preview(media)
        yield from hls_findings(media, list(media.encodings.all()))


def _original(media: Media) -> Iterator[Finding]:
    code = Code.ORIGINAL_REFUSED if _is_refused(media) else Code.ORIGINAL_MISSING
    missing = list(_missing(code, media.friendly_token, media.media_file.name or "", subject=media.pk))
    yield from missing
    if not missing and media.media_type and not _size(media.media_file.name or ""):
        yield Finding(Code.ORIGINAL_EMPTY, media.friendly_token, media.media_file.path, subject=media.pk)


def _is_refused(media: Media) -> bool:
    """Whether it is of no type, or one that the portal does not take: such files are, or were, removed."""
    allowed = settings.ALLOWED_MEDIA_UPLOAD_TYPES
    return not media.media_type or not ("all" in allowed or media.media_type in allowed)


def _encoding(token: str, encoding: Encoding, *, deep: bool) -> Iterator[Finding]:
    about = f"{encoding.profile.name}, encoding {encoding.pk}"
    if encoding.status == EncodingStatus.SUCCESS:
        yield from _finished(token, encoding, about, deep=deep)
    elif encoding.chunk:
        yield from _missing(
            Code.CHUNK_SOURCE_MISSING, token, encoding.chunk_file_path, subject=encoding.pk, detail=about
        )


def _finished(token: str, encoding: Encoding, about: str, *, deep: bool) -> Iterator[Finding]:
    name = encoding.media_file.name or ""
    if not name:
        yield Finding(Code.RENDITION_UNNAMED, token, detail=about, subject=encoding.pk)
        return
    missing = list(_missing(Code.RENDITION_MISSING, token, name, subject=encoding.pk, detail=about))
    yield from missing
    if missing:
        return
    path = media_path(name)
    if not _size(name):
        yield Finding(Code.RENDITION_EMPTY, token, str(path), about, encoding.pk)
    elif deep and not _plays(encoding, path):
        yield Finding(Code.RENDITION_UNPLAYABLE, token, str(path), about, encoding.pk)


def _plays(encoding: Encoding, path: Path) -> bool:
    if ladder.is_preview(encoding.profile):
        return probe.detect_type(path) == "image"
    return probe.is_playable(path)


def _derived(media: Media) -> Iterator[Finding]:
    kinds = set()
    for derived in media.derived_files.all():
        if derived.source == media.media_file.name:
            kinds.add(derived.kind)
        name, kind = str(derived.file), derived.kind
        yield from _missing(Code.DERIVED_MISSING, media.friendly_token, name, subject=media.pk, detail=kind)
    if media.media_type == MediaType.AUDIO and DerivedFile.Kind.PEAKS not in kinds:
        yield Finding(Code.WAVEFORM_ABSENT, media.friendly_token, subject=media.pk)


def _preview(media: Media) -> Iterator[Finding]:
    """An empty path is right as well: clients find the preview by its encoding (spec/pipeline.md §11.3)."""
    if not media.preview_file_path:
        return
    previews = {
        str(media_path(str(row.media_file)))
        for row in media.encodings.all()
        if ladder.is_preview(row.profile) and row.media_file and row.status == EncodingStatus.SUCCESS
    }
    path = _inside(media.preview_file_path)
    if path is None or str(path) not in previews:
        detail = "the row names another file than the preview's encoding"
        yield Finding(Code.PREVIEW_WRONG, media.friendly_token, media.preview_file_path, detail, media.pk)


def _missing(code: Code, token: str, name: str, *, subject: int = 0, detail: str = "") -> Iterator[Finding]:
    path = _inside(name)
    if path is None:
        yield Finding(Code.PATH_OUTSIDE, token, name, detail, subject)
    elif not name or not path.is_file():
        yield Finding(code, token, str(path), detail, subject)


def _inside(name: str) -> Path | None:
    try:
        return media_path(name)
    except SuspiciousFileOperation:
        return None


def _size(name: str) -> int:
    try:
        return media_path(name).stat().st_size
    except FileNotFoundError:
        return 0
