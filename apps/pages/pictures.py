"""Pictures of the page editor: what is taken, and what becomes of it (spec/admin.md §10)."""

from __future__ import annotations

import io
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, ImageSequence

from apps.common.pictures import DECODE_ERRORS, MAX_PIXELS, invalid_picture, opened_picture

MAX_SIZE = 10 * 2**20
QUALITY = 90

KEPT = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
"""Formats that browsers show, by the ending of their files. Others become PNG."""


def editor_picture(upload: UploadedFile) -> ContentFile[bytes]:
    """The picture that an upload becomes: drawn anew, so that nothing but its dots is left of the file.

    Animations stay animations. The name keeps the words of the upload's, its ending says what is inside.

    Raises:
        ValidationError: it is larger than 10 MiB, or no picture of a usual format and size.
    """
    if (upload.size or 0) > MAX_SIZE:
        raise ValidationError("Image file too large ( > 10mb )")
    with opened_picture(upload) as opened:
        kind = opened.format if opened.format in KEPT else "PNG"
        try:
            content = _drawn(opened, str(kind))
        except DECODE_ERRORS as error:
            raise invalid_picture() from error
    stem = PurePath(upload.name or "").stem or "image"
    return ContentFile(content, f"{stem[:100]}.{KEPT[str(kind)]}")


def _drawn(opened: Image.Image, kind: str) -> bytes:
    frames = getattr(opened, "n_frames", 1) if kind in ("GIF", "WEBP") else 1
    if opened.width * opened.height * frames > MAX_PIXELS:
        raise invalid_picture()
    content = io.BytesIO()
    if frames == 1:
        _plain(ImageOps.exif_transpose(opened)).save(content, kind, quality=QUALITY)
        return content.getvalue()
    pictures, durations = [], []
    for frame in ImageSequence.Iterator(opened):
        pictures.append(_plain(frame))
        durations.append(frame.info.get("duration", 100))
    first, *others = pictures
    # Without an entry for the loop an animation would stop at its end.
    options = {"duration": durations, "loop": opened.info.get("loop", 0), "disposal": 2}
    first.save(content, kind, save_all=True, append_images=others, quality=QUALITY, **options)
    return content.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """The dots alone: no position, comment, profile or thumbnail of the file."""
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info = {}
    return plain
