"""The tabs above the edit pages of a media (spec/page-shell.md §4.2)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.media.models import Media, MediaType
from apps.pages.legacy.shell import LMS_MODE, is_lms


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to one of the pages."""

    label: str
    address: str
    active: bool


def tabs(request: HttpRequest, media: Media) -> list[Tab]:
    """The pages that there are for this media. Contributors see "Publish" too and are told why not there."""
    played = media.media_type in (MediaType.VIDEO, MediaType.AUDIO)
    pages = [
        (_("Metadata"), "/edit", True),
        (_("Trim"), "/edit_video", played),
        (_("Captions"), "/add_subtitle", played),
        (_("Chapters"), "/edit_chapters", played),
        (_("Publish"), "/publish", True),
        (_("Replace"), "/replace_media", settings.ALLOW_MEDIA_REPLACEMENT),
    ]
    query = f"?m={media.friendly_token}" + (f"&mode={LMS_MODE}" if is_lms(request) else "")
    return [Tab(label, path + query, request.path == path) for label, path, shown in pages if shown]
