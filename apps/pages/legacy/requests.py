"""What the addresses of pages ask for."""

from django.conf import settings
from django.http import HttpRequest

from apps.media import access
from apps.media.models import Media
from apps.media.selectors import media_by_token


def asked_media(request: HttpRequest) -> Media | None:
    """The media that the query parameter ``m`` names, or None; blanks around it do not count."""
    token = request.GET.get("m", "").strip()
    return media_by_token(token) if token and "\x00" not in token else None


def editable_media(request: HttpRequest) -> Media | None:
    """The media that ``m`` names if the visitor may use its edit pages, else None."""
    found = asked_media(request)
    return found if found and access.can_edit(request.user, found) else None


def is_allowed_type(media: Media) -> bool:
    """Whether the portal shows media of this type."""
    allowed = settings.ALLOWED_MEDIA_UPLOAD_TYPES
    return "all" in allowed or media.media_type in allowed
