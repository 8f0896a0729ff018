"""Uploaded pictures: opened only in formats that are pictures of dots, and only up to a safe size."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 40_000_000
"""A small file can hold a picture that fills the memory."""
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")

DECODE_ERRORS = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)
"""What Pillow's decoders raise for files that are broken or hostile."""


def opened_picture(upload: UploadedFile) -> Image.Image:
    """Open a picture by what is in the file, whatever its name says; its dots are not decoded yet.

    Raises:
        ValidationError: it is none of a usual format, or has more than 40 megapixels.
    """
    upload.seek(0)
    try:
        image = Image.open(upload, formats=FORMATS)
    except (UnidentifiedImageError, *DECODE_ERRORS) as error:
        raise invalid_picture() from error
    if image.width * image.height > MAX_PIXELS:
        raise invalid_picture()
    return image


def invalid_picture() -> ValidationError:
    """The refusal of a file that is no picture."""
    return ValidationError(
        _("Upload a valid image. The file you uploaded was either not an image or a corrupted image.")
    )
