"""Avatars and channel banners: what is taken, and what becomes of it (spec/users.md §4)."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import TypeAlias

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from apps.common.pictures import DECODE_ERRORS, invalid_picture, opened_picture

MAX_SIZE = 2 * 2**20

AVATAR = (200, 200)
AVATAR_QUALITY = 75
BANNER = (900, 200)
BANNER_QUALITY = 85

WHITE = (255, 255, 255)

Picture: TypeAlias = "ContentFile[bytes]"
"""A JPEG with its name."""


def avatar(upload: UploadedFile) -> Picture:
    """The avatar that an upload becomes.

    Raises:
        ValidationError: it is larger than 2 MiB, or no picture of a usual format and size.
    """
    return _fitted(upload, AVATAR, AVATAR_QUALITY)


def banner(upload: UploadedFile) -> Picture:
    """The channel banner that an upload becomes.

    Raises:
        ValidationError: it is larger than 2 MiB, or no picture of a usual format and size.
    """
    return _fitted(upload, BANNER, BANNER_QUALITY)


def _fitted(upload: UploadedFile, size: tuple[int, int], quality: int) -> Picture:
    """A JPEG of exactly this size, cut at the sides that are too long, named for the upload."""
    if (upload.size or 0) > MAX_SIZE:
        raise ValidationError("Image file too large ( > 2mb )")
    with opened_picture(upload) as opened:
        try:
            image = ImageOps.exif_transpose(opened).convert("RGBA")
        except DECODE_ERRORS as error:
            raise invalid_picture() from error
    page = Image.new("RGB", image.size, WHITE)
    page.paste(image, mask=image)
    content = io.BytesIO()
    ImageOps.fit(page, size, Image.Resampling.LANCZOS).save(content, "JPEG", quality=quality)
    return ContentFile(content.getvalue(), f"{PurePath(upload.name or '').stem or 'image'}.jpg")
