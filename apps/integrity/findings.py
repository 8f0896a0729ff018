"""What can be wrong: a closed list, so that operators can count on its codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is: something is lost or not shown; it should not be so; it is only worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Code(Enum):
    """Each finding with its name, its severity, and what it means."""

    # What rows name and is not there
    ORIGINAL_MISSING = "original-missing", _ERROR, "The original is not there."
    ORIGINAL_EMPTY = "original-empty", _ERROR, "The original is an empty file."
    ORIGINAL_REFUSED = "original-refused", _INFO, "The original was not accepted and is not kept."
    RENDITION_MISSING = "rendition-missing", _ERROR, "The file of a finished encoding is not there."
    RENDITION_EMPTY = "rendition-empty", _ERROR, "The file of a finished encoding is empty."
    RENDITION_UNPLAYABLE = "rendition-unplayable", _ERROR, "The file of a finished encoding cannot be played."
    RENDITION_UNNAMED = "rendition-unnamed", _ERROR, "A finished encoding names no file."
    CHUNK_SOURCE_MISSING = "chunk-source-missing", _ERROR, "The piece that an encoding reads is not there."
    THUMBNAIL_MISSING = "thumbnail-missing", _WARNING, "The thumbnail or the poster is not there."
    SPRITE_MISSING = "sprite-missing", _WARNING, "The sprite is not there."
    PICTURE_MISSING = "picture-missing", _WARNING, "A picture that the owner uploaded is not there."
    CAPTION_MISSING = "caption-missing", _ERROR, "The file of captions is not there."
    PREVIEW_WRONG = "preview-wrong", _WARNING, "The path of the animated preview is not that of a preview."
    HLS_MISSING = "hls-missing", _ERROR, "The master playlist is not there."
    HLS_INCOMPLETE = "hls-incomplete", _ERROR, "A playlist names playlists or segments that are not there."
    HLS_OUTDATED = "hls-outdated", _WARNING, "The playlists offer other renditions than there are."
    HLS_ABSENT = "hls-absent", _INFO, "There are renditions for HLS, and no HLS."
    DERIVED_MISSING = "derived-missing", _WARNING, "A waveform or a picture to show is not there."
    WAVEFORM_ABSENT = "waveform-absent", _INFO, "A sound has no waveform."
    PATH_OUTSIDE = "path-outside", _ERROR, "A row names a file outside of the media folder."
    # What rows say and does not fit together
    STATUS_WRONG = "status-wrong", _ERROR, "The encoding status is not what the encodings say."
    LISTABLE_WRONG = "listable-wrong", _ERROR, "Listed, or not, against state, review and encoding status."
    RENDITION_TWICE = "rendition-twice", _WARNING, "There are several finished encodings of one profile."
    FORMER_RENDITION = "former-rendition", _WARNING, "Renditions of a replaced file wait for nothing."
    ENCODINGS_ABSENT = "encodings-absent", _ERROR, "A video waits for encodings, and there are none."
    ENCODING_SILENT = "encoding-silent", _ERROR, "An encoding runs, and nobody is at it."
    JOB_UNQUEUED = "job-unqueued", _ERROR, "A job waits, and no message was ever sent for it."
    JOB_WAITING = "job-waiting", _WARNING, "A job has waited for more than a day."
    JOB_LEASE_OVER = "job-lease-over", _ERROR, "A job runs, and nobody has renewed its lease."
    JOB_UNEXPLAINED = "job-unexplained", _WARNING, "A job failed without a reason."
    USER_COUNT_WRONG = "user-count-wrong", _WARNING, "The number of a user's listed media is wrong."
    CATEGORY_COUNT_WRONG = "category-count-wrong", _WARNING, "The number of media in a category is wrong."
    TAG_COUNT_WRONG = "tag-count-wrong", _WARNING, "The number of media with a tag is wrong."
    # What is there and no row names
    ORPHAN_ORIGINAL = "orphan-original", _WARNING, "An original whose media is gone."
    FORMER_ORIGINAL = "former-original", _INFO, "A file beside the original of a media that no row names."
    ORPHAN_FILE = "orphan-file", _WARNING, "A file whose media is gone."
    FORMER_FILE = "former-file", _WARNING, "A file of a media that no row names any more."
    UNNAMED_FILE = "unnamed-file", _INFO, "A picture or captions that no row names."
    CHUNK_SOURCE_LEFT = "chunk-source-left", _WARNING, "A piece of an original that no encoding reads."
    ORPHAN_HLS = "orphan-hls", _WARNING, "HLS of a media that is gone, or that names none."
    HLS_STAGING = "hls-staging", _WARNING, "HLS that was begun and not finished."
    PARTIAL_FILE = "partial-file", _WARNING, "A file that was begun and not finished."
    TEMPORARY_FOLDER = "temporary-folder", _WARNING, "A folder of temporary files of a run that has ended."

    def __init__(self, label: str, severity: Severity, meaning: str) -> None:
        self.label = label
        self.severity = severity
        self.meaning = meaning


@dataclass(slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        media: friendly token, ``""`` if it is about no media.
        path: absolute, or ``""``.
        detail: in words.
        subject: primary key of the row that it is about, of the table that the code implies; 0 for none.
        size: bytes of what is on disk and should not be.
        age: seconds since that was written.
        fixed: what was done about it; ``""`` if nothing was.
    """

    code: Code
    media: str = ""
    path: str = ""
    detail: str = ""
    subject: int = 0
    size: int = 0
    age: float = 0.0
    fixed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is more than worth knowing, and not fixed."""
        return not self.fixed and self.code.severity is not Severity.INFO

    def as_dict(self) -> dict[str, Any]:
        """Return what the JSON output shows."""
        return {
            "code": self.code.label,
            "severity": self.code.severity.value,
            "media": self.media,
            "path": self.path,
            "detail": self.detail,
            "fixed": self.fixed,
        }

    def as_line(self) -> str:
        """Return what the text output shows."""
        about = " ".join(part for part in (self.media, self.path) if part)
        detail = self.detail or self.code.meaning
        end = f" [{self.fixed}]" if self.fixed else ""
        return f"{self.code.severity.value:<7} {self.code.label:<22} {about}: {detail}{end}"
