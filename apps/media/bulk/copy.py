"""Copies of media with their files (spec/pipeline.md §13.1, §13.2)."""

import logging
import re
import shutil
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from apps.common.tokens import generate_token
from apps.encoding.jobs import job_request
from apps.encoding.ladder import LATER
from apps.encoding.models import Encoding, Job
from apps.encoding.paths import MASTER_PLAYLIST, hls_directory, replaced_directory
from apps.encoding.queueing import enqueue
from apps.encoding.selectors import UNFINISHED, former
from apps.encoding.services import media_encode
from apps.encoding.services.files import file_store
from apps.media import access
from apps.media.counters import counts_lock
from apps.media.models import EncodingStatus, Media, MediaState, MediaType
from apps.media.services import media_create
from apps.media.services.files import generated_files
from apps.media.upkeep import media_refresh, media_store

logger = logging.getLogger(__name__)

TITLE_LENGTH = 100
NAME_BYTES = 160
"""What a name may have so that all names derived from it stay below the 255 bytes of file systems."""

PICTURES = ("thumbnail", "poster", "uploaded_thumbnail", "uploaded_poster", "sprites")
COPIED = (
    "description",
    "media_type",
    "enable_comments",
    "allow_download",
    "is_reviewed",
    "encoding_status",
    "video_height",
    "size",
    "duration",
    "media_info",
)
VISIBILITY = (MediaState.PRIVATE, MediaState.UNLISTED, MediaState.PUBLIC)
"""States, the narrowest first."""

_UID_PREFIX = re.compile(r"[0-9a-f]{32}(?:_[a-zA-Z0-9]{7})?\.")


def media_copy(*, media: Media, suffix: str = "(Copy)") -> Media | None:
    """Copy one media; see ``media_copy_all``."""
    return media_copy_all(media=[media], suffix=suffix)[0]


def media_copy_all(*, media: Sequence[Media], suffix: str = "(Copy)") -> list[Media | None]:
    """Copy media with their files, categories and tags: all of them or none.

    A copy belongs to the owner of the original and gets a token, a uid and a date of its own. It starts
    without views, permissions, comments, captions and chapters. It is never more visible than the original.
    Video and audio come with their finished renditions and are not processed again; other files are created
    like an upload.

    Args:
        media: the originals. Whether their owners may have more media is asked before.
        suffix: appended to the title, which is then cut to 100 characters.

    Returns:
        The copies in the same order; None for an image or document whose file is missing.

    Raises:
        ValidationError: the file of a video or an audio is missing.
        OSError: a file cannot be written; nothing is left behind.
    """
    copies: list[Media | None] = []
    with ExitStack() as undo:
        with transaction.atomic():
            counts_lock([original.pk for original in media])
            for original in media:
                title = f"{original.title} {suffix}"[:TITLE_LENGTH]
                copies.append(_copy(original, title, undo))
        undo.pop_all()
    return copies


def _copy(original: Media, title: str, undo: ExitStack) -> Media | None:
    started = time.monotonic()
    if original.media_type in (MediaType.VIDEO, MediaType.AUDIO):
        copy = _processed_copy(original, title, undo)
    elif Path(original.media_file.path).is_file():
        copy = _uploaded_copy(original, title, undo)
    else:
        logger.warning("media without a file not copied", extra={"media": original.friendly_token})
        return None
    copy.category.set(original.category.all())
    copy.tags.set(original.tags.all())
    media_refresh(copy)
    logger.info(
        "media copied",
        extra={
            "media": original.friendly_token,
            "copy": copy.friendly_token,
            "seconds": time.monotonic() - started,
        },
    )
    return copy


def _state_of_copy(original: Media) -> MediaState:
    """The state of new media of the owner, or that of the original if it is narrower."""
    states = {MediaState(access.default_state(original.user)), MediaState(original.state)}
    return min(states, key=VISIBILITY.index)


# -- images and documents ------------------------------------------------------------------------------------


def _uploaded_copy(original: Media, title: str, undo: ExitStack) -> Media:
    path = Path(original.media_file.path)
    with path.open("rb") as content:
        upload = UploadedFile(content, name=_kept_name(path.name), size=path.stat().st_size)
        copy = media_create(
            user=original.user, media_file=upload, title=title, description=original.description
        )
    undo.callback(lambda: generated_files(copy).remove())
    copy.state = _state_of_copy(original)
    columns = ("enable_comments", "allow_download", "is_reviewed")
    for column in columns:
        setattr(copy, column, getattr(original, column))
    media_store(copy, "state", *columns)
    return copy


# -- video and audio -----------------------------------------------------------------------------------------


def _processed_copy(original: Media, title: str, undo: ExitStack) -> Media:
    path = Path(original.media_file.path)
    if not path.is_file():
        raise ValidationError(f"The file of {original.friendly_token} is missing.")
    copy = Media(
        user=original.user,
        title=title,
        add_date=timezone.now(),
        friendly_token=_unused_token(),
        state=_state_of_copy(original),
        **{column: getattr(original, column) for column in COPIED},
    )
    undo.callback(lambda: generated_files(copy).remove())
    copy.listable = access.is_listable(copy)
    copy.media_file = file_store(copy.media_file, _kept_name(path.name), path)
    _copy_pictures(original, copy)
    is_replaced = former(original).exists()
    if is_replaced:
        # What is shown is not of the file that is copied.
        copy.encoding_status, copy.listable = EncodingStatus.PENDING, False
    else:
        _copy_hls(original, copy)
    copy.save(force_insert=True)
    if not is_replaced:
        _copy_encodings(original, copy)
    if copy.encoding_status in (EncodingStatus.PENDING, EncodingStatus.RUNNING):
        # The renditions that the original still waits for will be made for it alone.
        _encode(original, copy)
    enqueue("waveform_create", copy.friendly_token, priority=LATER)
    return copy


def _copy_pictures(original: Media, copy: Media) -> None:
    """Copy thumbnails, posters and sprites under the copy's own uid, by which access to them is decided."""
    for column in PICTURES:
        source = getattr(original, column)
        if source and Path(source.path).is_file():
            name = f"{copy.uid.hex}.{_kept_name(_UID_PREFIX.sub('', PurePath(source.name).name, count=1))}"
            setattr(copy, column, file_store(getattr(copy, column), name, Path(source.path)))


def _copy_hls(original: Media, copy: Media) -> None:
    folder = hls_directory(original.uid)
    if original.hls_file != str(folder / MASTER_PLAYLIST) or not folder.is_dir():
        return
    target = hls_directory(copy.uid)
    with replaced_directory(target) as staging:
        shutil.copytree(folder, staging)
    copy.hls_file = str(target / MASTER_PLAYLIST)


def _copy_encodings(original: Media, copy: Media) -> None:
    finished = original.encodings.filter(chunk=False, status=EncodingStatus.SUCCESS).exclude(media_file="")
    for source in finished.order_by("pk"):
        path = Path(source.media_file.path)
        if not path.is_file():
            logger.warning("rendition without a file not copied", extra={"encoding": source.pk})
            continue
        encoding = Encoding(
            media=copy,
            profile_id=source.profile_id,
            status=EncodingStatus.SUCCESS,
            progress=100,
            size=source.size,
            logs=f"Copied from encoding {source.pk}",
        )
        encoding.media_file = file_store(encoding.media_file, _kept_name(path.name), path)
        encoding.save(force_insert=True)


def _encode(original: Media, copy: Media) -> None:
    """Ask for renditions of a copy; if the original's file is new, nobody has looked at it yet."""
    if original.jobs.filter(kind=Job.Kind.INIT, status__in=UNFINISHED).exists():
        job_request(Job.Kind.INIT, copy, copy.friendly_token)
    else:
        media_encode(media=copy)


def _kept_name(name: str) -> str:
    """The end of a file name, if it has become too long by being copied again and again."""
    return name.encode()[-NAME_BYTES:].decode(errors="ignore")


def _unused_token() -> str:
    while True:
        token = generate_token(settings.FRIENDLY_TOKEN_LEN)
        if not Media.objects.filter(friendly_token=token).exists():
            return token
