"""Rows for tests of media: each function stores one and says what matters in its arguments."""

import io
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from apps.captions.models import Language, Subtitle
from apps.categories.models import Category, Tag
from apps.encoding.models import EncodeProfile, Encoding
from apps.media import access
from apps.media.models import Media, MediaPermission
from apps.rbac.models import RBACGroup, RBACMembership
from apps.users.models import User

_number = count(1)


def make_user(username: str | None = None, **fields: Any) -> User:
    """A user who can log in."""
    username = username or f"user{next(_number)}"
    fields.setdefault("name", username.title())
    return User.objects.create(username=username, email=f"{username}@example.org", **fields)


def make_media(owner: User, **fields: Any) -> Media:
    """A public, encoded video of `owner`; ``listable`` follows from its state unless it is given."""
    number = next(_number)
    uid = uuid4()
    fields = {
        "title": f"Media {number}",
        "friendly_token": f"token{number:04}",
        "uid": uid,
        "media_file": f"original/user/{owner.username}/{uid.hex}.clip{number}.mp4",
        "add_date": timezone.now(),
        "state": "public",
        "encoding_status": "success",
    } | fields
    media = Media(user=owner, **fields)
    media.listable = fields.get("listable", access.is_listable(media))
    media.save(force_insert=True)
    return media


def share(media: Media, user: User, permission: str = "viewer", **fields: Any) -> MediaPermission:
    """A permission row, granted by the owner."""
    fields.setdefault("owner_user", media.user)
    return MediaPermission.objects.create(media=media, user=user, permission=permission, **fields)


def make_category(title: str, *media: Media, **fields: Any) -> Category:
    """A category with these media."""
    category = Category.objects.create(title=title, **fields)
    category.media.add(*media)
    return category


def make_tag(title: str, *media: Media) -> Tag:
    """A tag on these media."""
    tag = Tag.objects.create(title=title)
    tag.media.add(*media)
    return tag


def make_group(name: str, *categories: Category, **roles: list[User]) -> RBACGroup:
    """A group that opens `categories`; ``member=[…]``, ``contributor=[…]``, ``manager=[…]``."""
    group = RBACGroup.objects.create(name=name)
    group.categories.add(*categories)
    for role, users in roles.items():
        for user in users:
            RBACMembership.objects.create(rbac_group=group, user=user, role=role)
    return group


def make_profile(**fields: Any) -> EncodeProfile:
    """An encode profile, h264 of 360 lines unless told otherwise."""
    fields = {"name": "h264-360", "extension": "mp4", "resolution": 360, "codec": "h264"} | fields
    return EncodeProfile.objects.create(**fields)


def make_encoding(media: Media, profile: EncodeProfile, **fields: Any) -> Encoding:
    """A finished rendition."""
    name = f"encoded/{profile.pk}/{media.user.username}/{media.uid.hex}.clip.{profile.extension}"
    fields = {"media_file": name, "status": "success", "progress": 100, "size": "1.0MB"} | fields
    return Encoding.objects.create(media=media, profile=profile, **fields)


def make_caption(media: Media, name: str, code: str = "en", title: str = "English") -> Subtitle:
    """A caption row whose file is `name`."""
    language, _ = Language.objects.get_or_create(code=code, title=title)
    return Subtitle.objects.create(media=media, language=language, user=media.user, subtitle_file=name)


def png(name: str = "picture.png", size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    """A picture to upload."""
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
