"""Pictures of users: avatars and channel banners (spec/users.md §4)."""

from __future__ import annotations

import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

AVATAR = (200, 200)
AVATAR_QUALITY = 75
MAX_BYTES = 2 * 1024 * 1024


def avatar(data: bytes, name: str) -> ContentFile[bytes]:
    """Return a picture as an avatar: a JPEG of 200 by 200 pixels, cut where it does not fit.

    Args:
        data: the file's content, at most 2 MiB.
        name: of the file; its suffix becomes ``.jpg``.

    Raises:
        ValidationError: it is too large, or no picture.
    """
    if len(data) > MAX_BYTES:
        raise ValidationError(_("Image file too large ( > 2mb )"))
    try:
        with Image.open(io.BytesIO(data)) as image:
            fitted = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), AVATAR)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("Upload a valid image.")) from error
    target = io.BytesIO()
    fitted.save(target, "JPEG", quality=AVATAR_QUALITY)
    return ContentFile(target.getvalue(), name=f"{name.rpartition('.')[0] or name}.jpg")
